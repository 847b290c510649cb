package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import java.util.Optional;

/** Which kinds of incident take which answers (the table of saga-semantics §6). */
final class Objections {
    private final DecisionDraft draft;

    Objections(DecisionDraft draft) {
        this.draft = draft;
    }

    /** Why an incident does not take a way out; empty if it does. */
    Optional<String> to(Incident incident, Resolution resolution) {
        return switch (kindOf(incident)) {
            case COMPENSATION_FAILED, LATE_EFFECT -> aboutUndo(incident, resolution);
            case FAILED_PAST_PIVOT -> pastPivot(incident, resolution);
            case PIVOT_UNKNOWN -> aboutPivot(incident, resolution);
            case ASKED -> beforePivot(incident, resolution);
            case STOPPED -> Optional.of("a stopped execution is taken up by the engine.");
        };
    }

    private Optional<String> aboutUndo(Incident incident, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Retry retry -> toRetryOfUndo(incident);
            case Resolution.Resolve resolve -> Optional.empty();
            case Resolution.Skip skip -> Optional.empty();
            case Resolution.Forward forward -> Optional.of("what was undone cannot come back.");
            case Resolution.Compensate back -> Optional.of("it is being compensated already; take retry.");
            case Resolution.Superseded superseded -> notForPeople();
        };
    }

    private Optional<String> pastPivot(Incident incident, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Retry retry -> toRetry(incident, retry);
            case Resolution.Resolve resolve -> Optional.of("there is nothing undone by hand; take forward.");
            case Resolution.Skip skip -> toSkip(incident);
            case Resolution.Forward forward -> toForward(incident);
            case Resolution.Compensate back -> Optional.of("the execution is past its pivot.");
            case Resolution.Superseded superseded -> notForPeople();
        };
    }

    private Optional<String> aboutPivot(Incident incident, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Retry retry ->
                retry.input().isPresent()
                        ? Optional.of("its outcome is unknown, so it keeps its key and its input.")
                        : toRetry(incident, retry);
            case Resolution.Resolve resolve ->
                Optional.of("say what is known: forward (it happened) or compensate (it did not).");
            case Resolution.Skip skip -> Optional.of("a pivot cannot be left undecided.");
            case Resolution.Forward forward -> Optional.empty();
            case Resolution.Compensate back -> Optional.empty();
            case Resolution.Superseded superseded -> notForPeople();
        };
    }

    private Optional<String> beforePivot(Incident incident, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Retry retry -> toRetry(incident, retry);
            case Resolution.Resolve resolve -> Optional.of("nothing is undone yet; take forward or compensate.");
            case Resolution.Skip skip -> Optional.of("before the pivot a step is not skipped.");
            case Resolution.Forward forward -> toForward(incident);
            case Resolution.Compensate back -> Optional.empty();
            case Resolution.Superseded superseded -> notForPeople();
        };
    }

    /** What it was asked about before the pivot has other ways out once that is passed. */
    IncidentKind kindOf(Incident incident) {
        return incident.kind() == IncidentKind.ASKED && draft.isPastPivot()
                ? IncidentKind.FAILED_PAST_PIVOT
                : incident.kind();
    }

    private static Optional<String> notForPeople() {
        return Optional.of("that is what Baton itself says.");
    }

    private Optional<String> toRetryOfUndo(Incident incident) {
        return draft.canUndo(draft.entry(incident.entry()))
                ? Optional.empty()
                : Optional.of("the step has no compensation to call; resolve or skip it.");
    }

    private Optional<String> toRetry(Incident incident, Resolution.Retry retry) {
        if (retry.input().isPresent() && !isStep(incident)) {
            return Optional.of("only a step has an input to edit.");
        }
        boolean newVisit = incident.entry() >= 0
                && (retry.input().isPresent() || draft.entry(incident.entry()).child());
        if (!newVisit) {
            return Optional.empty();
        }
        Entry entry = draft.entry(incident.entry());
        boolean stands = entry.stateIfOver() != EntryState.NONE && entry.role() != Role.READ_ONLY;
        return stands && !draft.canUndo(entry)
                ? Optional.of("its outcome is not certain and it has no undo, so a new visit could double the effect.")
                : Optional.empty();
    }

    private boolean isStep(Incident incident) {
        return !incident.node().isEmpty()
                && switch (draft.layout.node(incident.node())) {
                    case Node.Task task -> true;
                    case Node.Child child -> true;
                    default -> false;
                };
    }

    private Optional<String> toSkip(Incident incident) {
        if (incident.node().isEmpty()) {
            return Optional.of("there is no step that could be skipped; take retry.");
        }
        if (draft.layout.node(incident.node()) instanceof Node.Choice) {
            return Optional.of("a decision that is left out would still take a path; take retry.");
        }
        return Readers.of(draft.layout.definition(), incident.node())
                .map(reader -> "'" + reader + "' reads its result. Take forward, with that result.");
    }

    private Optional<String> toForward(Incident incident) {
        if (incident.node().isEmpty()) {
            return Optional.of("there is no step whose result it could be.");
        }
        if (incident.kind() == IncidentKind.ASKED && incident.entry() < 0 && isStep(incident)) {
            return Optional.of(
                    "the step was never called, so nothing could be undone; take retry, with another input.");
        }
        return switch (draft.layout.node(incident.node())) {
            case Node.Task task -> Optional.empty();
            case Node.Child child ->
                child.role() == Role.COMPENSATABLE && child.undo().isEmpty() && !draft.isPastPivot()
                        ? Optional.of("what was done by hand cannot be undone by its child; take retry or compensate.")
                        : Optional.empty();
            case Node.Receive receive -> Optional.empty();
            case Node.Pass pass -> Optional.empty();
            case Node.Loop loop -> Optional.empty();
            default -> Optional.of("it has no result of its own; take retry.");
        };
    }
}
