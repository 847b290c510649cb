package dev.baton.shop.judge;

import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.ledger.Effect;
import java.util.Map;
import java.util.Optional;

/** What every effect in a ledger must have: its completed execution, its undo, or its open incident. */
final class EffectRules {
    private final Map<String, Claim> claims;
    private final Findings findings;

    EffectRules(Map<String, Claim> claims, Findings findings) {
        this.claims = claims;
        this.findings = findings;
    }

    void check(Deed deed, String executionId) {
        if (deed.effects.isEmpty() && deed.undos.isEmpty()) {
            return;
        }
        Optional<Claim> execution = Optional.ofNullable(claims.get(executionId));
        Optional<StepClaim> step = execution.flatMap(claim -> claim.step(deed.key));
        checkLedger(deed, step);
        if (deed.effects.isEmpty()) {
            return;
        }
        Effect effect = deed.effects.getFirst();
        if (execution.isEmpty()) {
            findings.add(Kind.EXECUTION_UNKNOWN, deed, effect, step, "Baton knows no execution '" + executionId + "'.");
        } else if (step.isEmpty()) {
            findings.add(
                    Kind.STEP_UNKNOWN,
                    deed,
                    effect,
                    step,
                    "Baton lists no step of '" + executionId + "' with this key.");
        } else if (deed.stands()) {
            checkStanding(deed, effect, execution.get(), step.get());
        } else {
            checkUndone(deed, effect, execution.get(), step.get());
        }
    }

    private void checkLedger(Deed deed, Optional<StepClaim> step) {
        if (deed.effects.size() > 1 && deed.service().knowsKeys()) {
            Effect second = deed.effects.get(1);
            findings.add(
                    Kind.EFFECT_TWICE,
                    deed,
                    second,
                    step,
                    "It happened " + deed.effects.size() + " times under one key.");
        }
        if (deed.undos.size() > 1) {
            Effect second = deed.undos.get(1);
            findings.add(
                    Kind.UNDONE_TWICE,
                    deed,
                    second,
                    step,
                    "It was undone " + deed.undos.size() + " times under one key.");
        }
        boolean tooEarly = !deed.undos.isEmpty()
                && deed.effects.stream()
                        .noneMatch(effect -> effect.id() < deed.undos.getFirst().id());
        if (tooEarly) {
            findings.add(
                    Kind.UNDONE_BEFORE_EFFECT,
                    deed,
                    deed.undos.getFirst(),
                    step,
                    "There was nothing to undo: the ledger has no effect before it.");
        }
    }

    private void checkStanding(Deed deed, Effect effect, Claim execution, StepClaim step) {
        Optional<StepClaim> named = Optional.of(step);
        switch (step.state()) {
            case DONE, MAYBE -> {
                if (execution.status() != Status.COMPLETED && !waitsForAnIncident(execution, step)) {
                    findings.add(
                            Kind.LEFT_STANDING,
                            deed,
                            effect,
                            named,
                            "It stands, but the execution is " + execution.status()
                                    + " and no open incident holds it.");
                }
            }
            case COMPENSATED -> {
                if (!execution.incidentKeys().contains(deed.key)) {
                    findings.add(
                            Kind.COMPENSATED_BUT_STANDING,
                            deed,
                            effect,
                            named,
                            "Baton says compensated, but the ledger has no undo of it.");
                }
            }
            case NONE -> {
                if (!execution.incidentKeys().contains(deed.key)) {
                    findings.add(
                            Kind.NONE_WITH_EFFECT,
                            deed,
                            effect,
                            named,
                            "Baton says it certainly had no effect, but the ledger has one that stands.");
                }
            }
            case SKIPPED -> {} // a person left it as it is
        }
    }

    private void checkUndone(Deed deed, Effect effect, Claim execution, StepClaim step) {
        Optional<StepClaim> named = Optional.of(step);
        switch (step.state()) {
            case NONE ->
                findings.add(
                        Kind.NONE_WITH_EFFECT,
                        deed,
                        effect,
                        named,
                        "Baton says it certainly had no effect, but the ledger has one, and its undo.");
            case DONE, MAYBE -> {
                // while it compensates the undo's answer may be on its way, or lost under an incident of its own
                if (execution.status() != Status.COMPENSATING
                        && !execution.incidentKeys().contains(step.key())) {
                    findings.add(
                            Kind.DONE_BUT_UNDONE,
                            deed,
                            effect,
                            named,
                            "Baton says " + step.state() + " and the execution is " + execution.status()
                                    + ", but the ledger has its undo.");
                }
            }
            case COMPENSATED, SKIPPED -> {}
        }
    }

    /**
     * Whether an open incident holds the effect. One about its own step always does. What waits for a person holds more:
     * an execution that is still RUNNING stands where it is, with all that it did; one that is still COMPENSATING has not
     * come to what is undone after the step that could not be undone. An incident without a step stops the whole
     * execution. Once the execution has ended, an incident holds nothing but its own step.
     */
    private static boolean waitsForAnIncident(Claim execution, StepClaim step) {
        if (execution.incidentKeys().contains(step.key())) {
            return true;
        }
        return switch (execution.status()) {
            case RUNNING -> execution.openIncident();
            case COMPENSATING ->
                execution.openIncident()
                        && (execution.incidentKeys().isEmpty()
                                || execution.incidentKeys().stream()
                                        .flatMap(key -> execution.step(key).stream())
                                        .anyMatch(failed -> isUndoneBefore(execution, failed, step)));
            case COMPLETED, FAILED, COMPENSATED, TERMINATED -> false;
        };
    }

    private static boolean isUndoneBefore(Claim execution, StepClaim failed, StepClaim step) {
        return failed.ordered(step) && execution.place(failed.key()) > execution.place(step.key());
    }
}
