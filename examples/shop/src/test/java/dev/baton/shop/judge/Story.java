package dev.baton.shop.judge;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Operation.Role;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Claims.Crash;
import dev.baton.shop.judge.StepClaim.State;
import dev.baton.shop.ledger.Call;
import dev.baton.shop.ledger.Effect;
import dev.baton.shop.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Makes up ledgers and claims of one order, second by second, and changes single rows of them. */
final class Story {
    static final String EXECUTION = "order-7";
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final List<Call> calls = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<StepClaim> steps = new ArrayList<>();
    private final List<Crash> crashes = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    static String key(Operation operation) {
        return EXECUTION + "/r1/" + operation.name() + "/1";
    }

    /** A call with an effect that was answered at once; Baton says done. */
    Story done(Operation operation) {
        return called(operation, Fault.NONE, 200)
                .effect(operation)
                .says(StepClaim.of(operation.name(), operation, key(operation), State.DONE));
    }

    /** An undo with an effect; Baton says compensated. */
    Story undone(Operation undo, Operation forward) {
        return undoCalled(undo, forward, 200).undoEffect(undo, forward).saysNow(forward, State.COMPENSATED);
    }

    Story called(Operation operation, Fault fault, int status) {
        return call(operation, key(operation), key(operation), fault, status);
    }

    Story undoCalled(Operation undo, Operation forward, int status) {
        return call(undo, key(forward) + "/undo", key(forward), Fault.NONE, status);
    }

    private Story call(Operation operation, String key, String target, Fault fault, int status) {
        now = now.plusSeconds(1);
        boolean answered = fault != Fault.LOSE && fault != Fault.DROP;
        calls.add(new Call(
                operation.service(),
                calls.size() + 1,
                key,
                target,
                operation,
                1,
                now,
                answered ? Optional.of(now.plusMillis(5)) : Optional.empty(),
                answered ? OptionalInt.of(status) : OptionalInt.empty(),
                fault));
        return this;
    }

    /** The effect of the latest call. */
    Story effect(Operation operation) {
        return effect(operation, key(operation), Optional.empty());
    }

    Story undoEffect(Operation undo, Operation forward) {
        return effect(undo, key(forward) + "/undo", Optional.of(key(forward)));
    }

    private Story effect(Operation operation, String key, Optional<String> undoes) {
        effects.add(new Effect(
                operation.service(),
                effects.size() + 1,
                key,
                operation,
                operation.effect().orElseThrow(),
                "business-7",
                now.plusMillis(2),
                undoes,
                calls.size()));
        return this;
    }

    Story says(StepClaim step) {
        steps.add(step);
        return this;
    }

    Story saysNow(Operation operation, State state) {
        steps.replaceAll(step -> step.operation() == operation
                ? new StepClaim(step.step(), operation, step.key(), state, step.branch())
                : step);
        return this;
    }

    Story change(Operation operation, UnaryOperator<StepClaim> change) {
        steps.replaceAll(step -> step.operation() == operation ? change.apply(step) : step);
        return this;
    }

    Story says(Operation operation, State state) {
        return says(StepClaim.of(operation.name(), operation, key(operation), state));
    }

    Story without(Predicate<Effect> row) {
        effects.removeIf(row);
        return this;
    }

    Story withoutClaimOf(Operation operation) {
        steps.removeIf(step -> step.operation() == operation);
        return this;
    }

    /** The engine is killed so soon after the latest call that it may not have stored the answer. */
    Story crash() {
        return crash(Duration.ofMillis(300));
    }

    /** The engine is killed this long after the latest call. */
    Story crash(Duration later) {
        Instant killed = now.plus(later);
        now = killed.plusMillis(500);
        crashes.add(new Crash(killed, now));
        return this;
    }

    /** A second visit to a step: the same again under a new key. */
    Story doneAgain(Operation operation) {
        String key = EXECUTION + "/r1/" + operation.name() + "/2";
        return call(operation, key, key, Fault.NONE, 200)
                .effect(operation, key, Optional.empty())
                .says(StepClaim.of(operation.name(), operation, key, State.DONE));
    }

    Ledger ledger() {
        return new Ledger(calls, effects);
    }

    Verdict ends(Status status) {
        return judged(new Claim(EXECUTION, status, steps, false, Set.of()));
    }

    Verdict hasIncident(Status status, Operation... about) {
        var keys = new ArrayList<String>();
        for (Operation operation : about) {
            keys.add(key(operation));
        }
        return judged(new Claim(EXECUTION, status, steps, true, Set.copyOf(keys)));
    }

    private Verdict judged(Claim claim) {
        return Judge.compare(ledger(), new Claims(List.of(claim), crashes, TIMEOUT));
    }

    /** An order that went well. */
    static Story complete() {
        var story = new Story().called(Operation.CHECK_FRAUD, Fault.NONE, 200).says(Operation.CHECK_FRAUD, State.DONE);
        for (Operation operation : Operation.values()) {
            if (operation.role() == Role.FORWARD) {
                story.done(operation);
            }
        }
        return story;
    }

    /** An order that was undone before its parcel. */
    static Story undone() {
        return paid().undone(Operation.REFUND, Operation.CHARGE)
                .undone(Operation.RELEASE, Operation.RESERVE)
                .undone(Operation.CANCEL_ORDER, Operation.CREATE_ORDER);
    }

    static Story paid() {
        return new Story().done(Operation.CREATE_ORDER).done(Operation.RESERVE).done(Operation.CHARGE);
    }
}
