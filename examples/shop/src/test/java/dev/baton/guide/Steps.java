package dev.baton.guide;

import static java.time.Duration.ofSeconds;

import dev.baton.Compensation;
import dev.baton.Done;
import dev.baton.HttpCall;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.StepContext;
import dev.baton.StepRefusedException;
import dev.baton.StepUnavailableException;
import dev.baton.guide.Shop.Order;
import dev.baton.guide.Shop.Payment;

/** What a step can say. */
final class Steps {

    /** A client of the bank, which knows idempotency keys. */
    interface Bank {
        Payment charge(String key, long cents) throws DeclinedException, BusyException;

        void refund(String payment, String key);

        void cancel(String key);
    }

    /** The card was declined. */
    static final class DeclinedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Come back later. */
    static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Bank bank;

    Steps(Bank bank) {
        this.bank = bank;
    }

    // snippet: handler
    Payment charge(Order order, StepContext context) {
        try {
            return bank.charge(context.idempotencyKey(), order.cents());
        } catch (DeclinedException e) {
            throw new StepRefusedException("declined", e); // no effect, and another try would not help
        } catch (BusyException e) {
            throw new StepUnavailableException("the bank is busy", e); // no effect; try again
        } // anything else: maybe an effect
    }
    // end

    // snippet: undo
    void refund(Compensation<Order, Payment> compensation) {
        switch (compensation) {
            case Compensation.WithResult<Order, Payment> known ->
                bank.refund(known.result().id(), known.context().idempotencyKey());
            case Compensation.WithoutResult<Order, Payment> unknown -> bank.cancel(unknown.key());
        }
    }
    // end

    Step<Order, Payment> charge() {
        // snippet: step
        Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
                .does(this::charge)
                .retry(Retry.exponential(ofSeconds(1)).capAt(ofSeconds(30)).attempts(8))
                .timeout(ofSeconds(10)) // of one attempt
                .compensatedBy(this::refund)
                .compensationRetry(Retry.every(ofSeconds(30)).attempts(100));
        // end
        return charge;
    }

    static Step<Order, Payment> overHttp() {
        // snippet: http
        Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
                .calls(HttpCall.post("https://payments.example/charges"))
                .probedBy(HttpCall.get("https://payments.example/charges/{key}"))
                .compensatedBy(HttpCall.delete("https://payments.example/charges/{key}"));
        // end
        return charge;
    }

    static Saga<Order, Done> withoutPivot(Step<Order, Payment> charge, Step<Order, Done> confirm) {
        // snippet: retriable
        Saga<Order, Done> payOrder = Saga.named("pay-order", Order.class).define((saga, order) -> {
            saga.step(charge, order);
            saga.retriable(confirm, order); // from here on the saga only goes forward
        });
        // end
        return payOrder;
    }
}
