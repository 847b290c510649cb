package dev.baton.core;

import dev.baton.Call;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.core.Entry.Phase;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the service of a step what became of a key, when an outcome is unknown (saga-semantics 3.3). */
final class Probes {
    /** Tries of a probe that cannot be made; after that it counts as not seen. */
    private static final int PROBES_MAX = 3;

    private final DecisionDraft draft;

    Probes(DecisionDraft draft) {
        this.draft = draft;
    }

    /** Whether there is anybody to ask. */
    boolean isPossible(Entry entry) {
        return !entry.child() && draft.layout.task(entry.node()).probed();
    }

    /** Asks the service what became of the key. */
    void start(Entry entry) {
        draft.emit(new Event.ProbeStarted(draft.now, entry.number(), entry.probe() + 1));
        invoke(draft.entry(entry.number()));
    }

    /** Has the probe that is under way made (again, after a crash). */
    void invoke(Entry entry) {
        Node.Task task = draft.layout.task(entry.node());
        draft.perform(new Effect.InvokeProbe(
                entry.number(),
                entry.probe(),
                task.name(),
                task.task(),
                draft.keyOf(entry),
                entry.input(),
                task.rules().timeout(),
                draft.queues.queueOf(entry, new Call.Handler())));
    }

    void answered(Command.AnswerProbe command) {
        Entry entry = probing(command.entry(), command.probe());
        if (entry == null) {
            return;
        }
        boolean undoing = entry.over();
        draft.emit(new Event.ProbeAnswered(
                draft.now, entry.number(), command.probe(), command.verdict(), command.output()));
        Entry now = draft.entry(entry.number());
        if (undoing) {
            draft.undoAttempts.undo(now);
        } else if (now.over()) {
            draft.attempts.succeeded(now);
        } else if (draft.attempts.goesOn(now)) {
            draft.failing.step(now);
        } else {
            draft.attempts.giveUp(now);
            draft.settling.ended(now.frame());
        }
    }

    void failed(Command.FailProbe command) {
        Entry entry = probing(command.entry(), command.probe());
        if (entry == null) {
            return;
        }
        int tries = triesOf(entry);
        if (tries >= PROBES_MAX || (!entry.over() && !draft.attempts.goesOn(entry))) {
            answered(new Command.AnswerProbe(entry.number(), entry.probe(), ProbeVerdict.NOT_SEEN, Optional.empty()));
            return;
        }
        Retry retry = draft.layout.task(entry.node()).rules().retry();
        Instant next = draft.now.plus(Attempts.pause(retry, tries, draft.keyOf(entry) + "#probe" + entry.probe()));
        draft.emit(
                new Event.ProbeFailed(draft.now, entry.number(), entry.probe(), command.failure(), Optional.of(next)));
    }

    private static int triesOf(Entry entry) {
        return (entry.probe() - 1) % PROBES_MAX + 1;
    }

    private @Nullable Entry probing(int number, int probe) {
        if (!draft.state.log.has(number)) {
            return null;
        }
        Entry entry = draft.entry(number);
        return entry.phase() == Phase.PROBING && entry.probe() == probe ? entry : null;
    }

    void retryDue(int number) {
        Entry entry = draft.entry(number);
        if (entry.phase() == Phase.PROBE_BACKOFF) {
            start(entry);
        }
    }
}
