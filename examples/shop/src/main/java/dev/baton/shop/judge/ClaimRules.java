package dev.baton.shop.judge;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Operation.Role;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.judge.StepClaim.State;
import dev.baton.shop.ledger.Call;
import java.util.Optional;

/** What every claim of Baton must have: its line in a ledger. */
final class ClaimRules {
    private final Evidence evidence;
    private final Findings findings;

    ClaimRules(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check(Claim execution) {
        execution.steps().forEach(step -> checkStep(execution, step));
        if (execution.status() == Status.COMPLETED) {
            checkComplete(execution);
        }
    }

    private void checkStep(Claim execution, StepClaim step) {
        Optional<Deed> deed = evidence.of(step.key());
        switch (step.state()) {
            case DONE -> {
                if (deed.isEmpty() || !happened(deed.get(), step.operation())) {
                    findings.add(
                            Kind.DONE_WITHOUT_EFFECT,
                            execution,
                            step,
                            "Baton says done, but the ledger of "
                                    + step.operation().service().label() + " has nothing of it.");
                }
            }
            case COMPENSATED -> {
                boolean undone = deed.isPresent()
                        && (!deed.get().effects.isEmpty() // whether that one was undone is the effect's rule
                                || deed.get().calls.stream().anyMatch(ClaimRules::saidUndone));
                if (!undone) {
                    findings.add(
                            Kind.COMPENSATED_WITHOUT_UNDO,
                            execution,
                            step,
                            "Baton says compensated, but no undo of it ever got the answer that it is undone.");
                }
            }
            case MAYBE -> {
                if (leavesOpen(execution, step)) {
                    findings.add(
                            Kind.OUTCOME_LEFT_OPEN,
                            execution,
                            step,
                            "The execution is " + execution.status()
                                    + ", but Baton does not know whether this had an effect, and no open incident"
                                    + " asks.");
                }
            }
            case NONE, SKIPPED -> {} // the effect's rules look at NONE; a person answers for SKIPPED
        }
    }

    private static boolean leavesOpen(Claim execution, StepClaim step) {
        boolean ended = execution.status().ended() && execution.status() != Status.TERMINATED;
        boolean reads = step.operation().role() == Role.READ; // whose outcome leaves nothing open
        return ended && !reads && !execution.incidentKeys().contains(step.key());
    }

    private static boolean happened(Deed deed, Operation operation) {
        return operation.role() == Role.READ
                ? deed.calls.stream().anyMatch(call -> call.operation() == operation && call.succeeded())
                : deed.effects.stream().anyMatch(effect -> effect.operation() == operation);
    }

    /** 404 and 410 count as undone. */
    private static boolean saidUndone(Call call) {
        int status = call.status().orElse(0);
        return call.operation().role() == Role.UNDO && (call.succeeded() || status == 404 || status == 410);
    }

    /** A complete order has every effect of the process, but for what Baton names itself. */
    private void checkComplete(Claim execution) {
        for (Operation operation : Operation.values()) {
            if (operation.role() == Role.FORWARD && !accountedFor(execution, operation)) {
                EffectKind effect = operation.effect().orElseThrow();
                findings.add(
                        Kind.INCOMPLETE,
                        execution,
                        effect,
                        operation.service(),
                        "The execution is COMPLETED, but this stands in no ledger and in no step.");
            }
        }
    }

    private boolean accountedFor(Claim execution, Operation operation) {
        return execution.steps().stream()
                        .anyMatch(step -> step.operation() == operation
                                && (step.state() == State.DONE || step.state() == State.SKIPPED))
                || evidence.of(execution).stream()
                        .anyMatch(deed -> deed.stands()
                                && deed.effects.stream().anyMatch(effect -> effect.operation() == operation));
    }
}
