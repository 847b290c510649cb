package dev.baton.guide;

import static java.time.Duration.ofSeconds;

import dev.baton.Retry;
import dev.baton.Step;
import dev.baton.StepContext;
import dev.baton.Verdict;
import dev.baton.guide.Shop.Order;
import dev.baton.guide.Shop.Payment;
import dev.baton.guide.Shop.Payments;
import java.util.Optional;

/** What to do about a call whose answer was lost. */
final class Unknown {

    /** The bank's side of a probe. */
    interface Ledger {
        Optional<Payment> find(String key);

        boolean declined(String key);
    }

    private final Ledger ledger;

    Unknown(Ledger ledger) {
        this.ledger = ledger;
    }

    // snippet: probe
    Verdict<Payment> find(Order order, StepContext context) {
        String key = context.idempotencyKey(); // of the call that got no answer
        if (ledger.declined(key)) {
            return Verdict.never(); // it will never take effect
        }
        return ledger.find(key).map(Verdict::happened).orElse(Verdict.notSeen()); // not seen is not never
    }
    // end

    Step<Order, Payment> charge(Payments payments) {
        // snippet: step
        Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
                .does(payments::charge)
                .retry(Retry.never()) // a service without keys: never call it twice
                .probedBy(this::find)
                .settle(ofSeconds(30)) // how long a stray call may still arrive
                .compensatedBy(payments::refund)
                .askOnFailure(); // before going back, ask a person
        // end
        return charge;
    }
}
