package dev.baton.guide;

import dev.baton.BatonClient;
import dev.baton.ExecutionId;
import dev.baton.Step;
import dev.baton.guide.Waiting.Approval;

/** Answers from outside. */
final class Talking {

    record Letter(String to, String text) {}

    record Signed(String by) {}

    interface Post {
        void send(Letter letter, String returnTo);
    }

    private final BatonClient client;

    Talking(BatonClient client) {
        this.client = client;
    }

    void approve() {
        // snippet: send
        client.signal(
                ExecutionId.of("claim-7"),
                Waiting.APPROVAL.carrying(new Approval(true, "alice")).withId("mail-77"));
        // end
    }

    // snippet: callback
    static Step<Letter, Signed> sign(Post post) {
        return Step.named("sign", Letter.class, Signed.class)
                .begins((letter, token, context) -> post.send(letter, token))
                .readOnly();
    }

    void letterCameBack(Step<Letter, Signed> sign, String token) {
        client.complete(sign, token, new Signed("bob"));
    }
    // end
}
