package dev.baton.core;

import dev.baton.Failure;

/** What answers mean that come after their visit was over (saga-semantics 3.4). */
final class LateAnswers {
    private final DecisionDraft draft;

    LateAnswers(DecisionDraft draft) {
        this.draft = draft;
    }

    /** A success. */
    void succeeded(Entry entry, int attempt, Payload output) {
        switch (entry.state()) {
            case MAYBE -> draft.emit(new Event.LateSuccess(draft.now, entry.number(), attempt, output));
            case NONE, COMPENSATED -> {
                if (promises(entry) && !draft.desk.hasOpenIncident(entry)) {
                    draft.emit(new Event.LateSuccess(draft.now, entry.number(), attempt, output));
                    draft.desk.open(
                            IncidentKind.LATE_EFFECT,
                            entry,
                            Failure.of(
                                    "baton.late-effect",
                                    "Step '" + entry.node() + "' succeeded after it was taken for "
                                            + (entry.state() == EntryState.NONE ? "without effect" : "undone") + "."));
                }
            }
            case DONE -> {
                if (entry.output().isEmpty()) {
                    draft.emit(new Event.LateSuccess(draft.now, entry.number(), attempt, output));
                }
            }
            case SKIPPED -> {}
        }
    }

    /** An effect that is certain, and whose answer cannot be used (saga-semantics 3.2). */
    void unreadable(Entry entry, Failure failure) {
        boolean contradicts = entry.state() == EntryState.NONE || entry.state() == EntryState.COMPENSATED;
        if (contradicts && promises(entry) && !draft.desk.hasOpenIncident(entry)) {
            draft.desk.open(IncidentKind.LATE_EFFECT, entry, failure);
        }
    }

    /** Whether it counts that a step had no effect. */
    private static boolean promises(Entry entry) {
        return switch (entry.role()) {
            case COMPENSATABLE, PIVOT, RETRIABLE -> true;
            case READ_ONLY, PLAIN -> false;
        };
    }
}
