package dev.baton.shop.judge;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.judge.StepClaim.State;
import dev.baton.shop.ledger.Effect;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Undos come in strict reverse order: when an effect is undone, no later one of its execution stands. */
final class OrderRule {
    private final Evidence evidence;
    private final Findings findings;

    OrderRule(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check(Claim execution) {
        List<Deed> undoable = evidence.of(execution).stream()
                .filter(deed -> deed.effect().map(OrderRule::hasUndo).orElse(false))
                .toList();
        for (Deed earlier : undoable) {
            if (!earlier.undos.isEmpty()) {
                undoable.stream()
                        .filter(later -> stoodMeanwhile(execution, earlier, later))
                        .findFirst()
                        .ifPresent(later -> report(execution, earlier, later));
            }
        }
    }

    private static boolean stoodMeanwhile(Claim execution, Deed earlier, Deed later) {
        Instant undone = earlier.undos.getFirst().at();
        Instant began = later.effects.getFirst().at();
        boolean between = earlier.effects.getFirst().at().isBefore(began) && began.isBefore(undone);
        boolean gone = later.undos.stream().anyMatch(undo -> undo.at().isBefore(undone));
        return between
                && !gone
                && comparable(execution.step(earlier.key), execution.step(later.key))
                && !isReportedAlready(later, execution.step(later.key));
    }

    private static boolean comparable(Optional<StepClaim> earlier, Optional<StepClaim> later) {
        return earlier.isPresent()
                && later.isPresent()
                && earlier.get().ordered(later.get())
                && later.get().state() != State.SKIPPED;
    }

    /** A claimed undo that is missing is one disagreement; that all undos after it came too early says nothing new. */
    private static boolean isReportedAlready(Deed later, Optional<StepClaim> step) {
        return later.stands() && step.isPresent() && step.get().state() == State.COMPENSATED;
    }

    private void report(Claim execution, Deed earlier, Deed later) {
        Effect undo = earlier.undos.getFirst();
        Effect stood = later.effects.getFirst();
        findings.add(
                Kind.OUT_OF_ORDER,
                earlier,
                undo,
                execution.step(earlier.key),
                "It happened while '" + stood.kind().words() + "' at "
                        + stood.service().label() + ", which came later, still stood.");
    }

    private static boolean hasUndo(Effect effect) {
        return Arrays.stream(EffectKind.values()).anyMatch(kind -> kind.undoes().equals(Optional.of(effect.kind())));
    }
}
