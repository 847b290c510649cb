package dev.baton.guide;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;

import dev.baton.Done;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;

/** Time, events and people. */
final class Waiting {

    record Claim(String id, long cents) {}

    record Payout(String claim, long cents, String approvedBy) {}

    record Approval(boolean granted, String by) {}

    // snippet: signal
    static final Signal<Approval> APPROVAL =
            Signal.named("approval", Approval.class).askedOf("risk-team");
    // end

    static Saga<Claim, Done> settleClaim(Step<Payout, Done> pay, Step<Claim, Done> remind) {
        // snippet: receive
        Saga<Claim, Done> settleClaim = Saga.named("settle-claim", Claim.class)
                .deadline(ofDays(30))
                .define((saga, claim) -> {
                    saga.waitFor(ofHours(1)); // the customer may change his mind
                    var approval = saga.receive(APPROVAL, ofDays(2), () -> {
                        saga.step(remind, claim);
                        return saga.named("second-approval").receive(APPROVAL, ofDays(2)); // or the saga fails
                    });
                    saga.either(
                            "refused",
                            approval.map(a -> !a.granted()),
                            () -> saga.fail(approval.map(a -> "Refused by " + a.by())));
                    saga.pivot(pay, claim.with(approval, (c, a) -> new Payout(c.id(), c.cents(), a.by())));
                });
        // end
        return settleClaim;
    }

    private Waiting() {}
}
