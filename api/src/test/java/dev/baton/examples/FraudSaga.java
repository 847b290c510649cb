package dev.baton.examples;

import static java.time.Duration.ofDays;

import dev.baton.BatonClient;
import dev.baton.ExecutionId;
import dev.baton.Flow;
import dev.baton.Ref;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;

/** 3. A decision; a person's approval with a timeout and what happens then; a saga that fails on purpose. */
final class FraudSaga {
    record Claim(String id, long cents) {}

    record Score(int value) {}

    record Approval(boolean granted, String by) {}

    record Payout(String claim, String approvedBy) {}

    record Receipt(String number) {}

    static final Signal<Approval> APPROVAL =
            Signal.named("approval", Approval.class).askedOf("risk-team");

    interface Claims {
        Score score(Claim claim);

        Receipt pay(Payout payout);
    }

    static Saga<Claim, Receipt> settleClaim(Claims claims) {
        var score = Step.named("score", Claim.class, Score.class)
                .does(claims::score)
                .readOnly();
        var pay = Step.named("pay", Payout.class, Receipt.class).does(claims::pay);

        return Saga.named("settle-claim", Claim.class, Receipt.class)
                .deadline(ofDays(14))
                .define((saga, claim) -> {
                    var risk = saga.step(score, claim);
                    var risky = risk.map(r -> r.value() > 80);
                    var approval = saga.named("risk")
                            .either("score above 80", risky, () -> askTheTeam(saga, claim))
                            .otherwise(() -> risk.map(r -> new Approval(true, "rule: score " + r.value())));

                    var refused = approval.map(a -> !a.granted());
                    var reason = approval.map(a -> "Refused by " + a.by());
                    saga.either("refused", refused, () -> saga.fail(reason));

                    return saga.pivot(pay, claim.with(approval, (c, a) -> new Payout(c.id(), a.by())));
                });
    }

    private static Ref<Approval> askTheTeam(Flow saga, Ref<Claim> claim) {
        var silence = claim.map(c -> new Approval(false, "nobody in two days: " + c.id()));
        return saga.receive(APPROVAL, ofDays(2), () -> silence);
    }

    static void approve(BatonClient client, String claim) {
        client.signal(ExecutionId.of(claim), APPROVAL, new Approval(true, "alice"));
    }

    static void approveByMail(BatonClient client, String claim, String mail) {
        client.signal(
                ExecutionId.of(claim),
                APPROVAL.carrying(new Approval(true, "alice")).withId(mail));
    }

    private FraudSaga() {}
}
