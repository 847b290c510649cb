package dev.baton.shop;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Goods;
import dev.baton.shop.contract.Mail;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.Shipment;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.StepClaim;
import dev.baton.shop.judge.StepClaim.State;
import dev.baton.shop.service.Caller;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The order process without Baton, in the memory of one process: what people write by hand. It shows what the services ask
 * of their caller, and lets the faults and the judge be tested without an engine.
 */
final class HandWrittenSaga {
    private static final int ATTEMPTS = 5;
    private static final int ATTEMPTS_AFTER_THE_PIVOT = 30;

    private final Map<Service, Caller> callers;
    private final ShopTimings timings;

    HandWrittenSaga(Map<Service, Caller> callers, ShopTimings timings) {
        this.callers = callers;
        this.timings = timings;
    }

    private enum Outcome {
        SUCCEEDED,
        REFUSED,
        UNAVAILABLE,
        UNKNOWN
    }

    private record Step(Operation forward, Operation undo, Operation probe, Object message) {
        boolean reads() {
            return forward.role() == Operation.Role.READ;
        }

        boolean hasUndo() {
            return undo != forward;
        }

        boolean hasProbe() {
            return probe != forward;
        }
    }

    private static List<Step> steps(Order order) {
        String id = order.order();
        return List.of(
                new Step(Operation.CREATE_ORDER, Operation.CANCEL_ORDER, Operation.FIND_ORDER, order),
                new Step(
                        Operation.RESERVE,
                        Operation.RELEASE,
                        Operation.RESERVE,
                        new Goods(id, order.item(), order.quantity())),
                new Step(
                        Operation.CHECK_FRAUD,
                        Operation.CHECK_FRAUD,
                        Operation.CHECK_FRAUD,
                        new FraudCheck(id, order.customer(), order.cents())),
                new Step(
                        Operation.CHARGE,
                        Operation.REFUND,
                        Operation.FIND_CHARGE,
                        new Charge(id, order.customer(), order.cents())),
                new Step(
                        Operation.SHIP,
                        Operation.SHIP,
                        Operation.FIND_SHIPMENT,
                        new Shipment(id, order.address(), "R")),
                new Step(
                        Operation.SEND_MAIL,
                        Operation.SEND_MAIL,
                        Operation.SEND_MAIL,
                        new Mail(id, order.customer(), "On its way.")));
    }

    /** Runs one order to its end and says how it went. */
    Claim run(Order order) throws InterruptedException {
        var log = new ArrayList<StepClaim>();
        List<Step> steps = steps(order);
        for (Step step : steps) {
            String key = key(order, step);
            StepClaim visit = visit(step, key);
            log.add(visit);
            if (visit.state() != State.DONE) {
                boolean pastThePivot = step.forward() == Operation.SEND_MAIL;
                boolean pivotUnknown = step.forward() == Operation.SHIP && visit.state() == State.MAYBE;
                return pastThePivot || pivotUnknown
                        ? new Claim(order.order(), Status.RUNNING, log, true, Set.of(key))
                        : compensate(order, steps, log);
            }
        }
        return new Claim(order.order(), Status.COMPLETED, log, false, Set.of());
    }

    private static String key(Order order, Step step) {
        return order.order() + "/r1/" + step.forward().name() + "/1";
    }

    private StepClaim visit(Step step, String key) throws InterruptedException {
        int unknown = 0;
        int attempts = step.forward() == Operation.SEND_MAIL ? ATTEMPTS_AFTER_THE_PIVOT : ATTEMPTS;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            Outcome outcome = call(() -> caller(step.forward()).forward(step.forward(), key, step.message()));
            if (outcome == Outcome.SUCCEEDED) {
                return StepClaim.of(step.forward().name(), step.forward(), key, State.DONE);
            }
            if (outcome == Outcome.REFUSED) {
                break;
            }
            unknown += outcome == Outcome.UNKNOWN ? 1 : 0;
            pause(timings.late()); // longer than a late call is in progress
        }
        State state = unknown == 0 || step.reads() ? State.NONE : probe(step, key);
        return StepClaim.of(step.forward().name(), step.forward(), key, state);
    }

    private State probe(Step step, String key) throws InterruptedException {
        for (int attempt = 1; step.hasProbe() && attempt <= ATTEMPTS; attempt++) {
            int status = probeOnce(step, key);
            if (status == 200 || status == 410) {
                return status == 200 ? State.DONE : State.NONE;
            }
        }
        return State.MAYBE;
    }

    private int probeOnce(Step step, String key) throws InterruptedException {
        try {
            return caller(step.probe()).probe(step.probe(), key).statusCode();
        } catch (IOException e) {
            return 0; // a probe that fails says nothing
        }
    }

    private Claim compensate(Order order, List<Step> steps, List<StepClaim> log) throws InterruptedException {
        for (int i = log.size() - 1; i >= 0; i--) {
            StepClaim entry = log.get(i);
            Step step = steps.get(i);
            if (entry.state() == State.NONE || !step.hasUndo()) {
                continue;
            }
            if (entry.state() == State.MAYBE) {
                pause(timings.settle());
            }
            if (!undo(step, entry.key())) {
                return new Claim(order.order(), Status.COMPENSATING, log, true, Set.of(entry.key()));
            }
            log.set(i, StepClaim.of(entry.step(), entry.operation(), entry.key(), State.COMPENSATED));
        }
        return new Claim(order.order(), Status.COMPENSATED, log, false, Set.of());
    }

    private boolean undo(Step step, String key) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS_AFTER_THE_PIVOT; attempt++) {
            Outcome outcome = call(() -> caller(step.undo()).undo(step.undo(), key));
            if (outcome == Outcome.SUCCEEDED || outcome == Outcome.REFUSED) {
                return outcome == Outcome.SUCCEEDED;
            }
        }
        return false;
    }

    /** The backoff and the settling of a caller, which belong to what is tested. */
    private static void pause(Duration time) {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }

    private Caller caller(Operation operation) {
        return Objects.requireNonNull(callers.get(operation.service()));
    }

    private interface Attempt {
        HttpResponse<String> make() throws IOException, InterruptedException;
    }

    private static Outcome call(Attempt attempt) throws InterruptedException {
        try {
            HttpResponse<String> answer = attempt.make();
            boolean undone = answer.request().method().equals("DELETE") && answer.statusCode() == 404;
            return switch (undone ? 200 : answer.statusCode()) {
                case 200 -> Outcome.SUCCEEDED;
                case 401, 403, 407, 429 -> Outcome.UNAVAILABLE;
                case 408, 409, 425, 500, 503 -> Outcome.UNKNOWN;
                default -> Outcome.REFUSED;
            };
        } catch (IOException e) {
            return Outcome.UNKNOWN;
        }
    }
}
