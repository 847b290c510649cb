package dev.baton.examples;

import static java.time.Duration.ofDays;

import dev.baton.BatonClient;
import dev.baton.Flow;
import dev.baton.Ref;
import dev.baton.Step;
import dev.baton.examples.AnnotatedSagas.DefinesSaga;

/** 12. A bean that defines a saga (see {@link AnnotatedSagas}), and a step that somebody else completes. */
class SignedContract {
    record Contract(String id, String mail) {}

    record Signed(String by) {}

    interface Letters {
        void send(Contract contract, String answerWith);
    }

    private final Step<Contract, Signed> sign;

    SignedContract(Letters letters) {
        sign = Step.named("sign", Contract.class, Signed.class)
                .begins((contract, token, context) -> letters.send(contract, token))
                .timeout(ofDays(30))
                .compensatedBy(compensation -> letters.send(compensation.input(), "revoked"));
    }

    @DefinesSaga("sign-contract")
    Ref<Signed> signContract(Flow saga, Ref<Contract> contract) {
        return saga.step(sign, contract);
    }

    void answered(BatonClient client, String token, String by) {
        client.complete(sign, token, new Signed(by));
    }
}
