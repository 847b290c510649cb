package dev.baton.core;

import dev.baton.core.Entry.Phase;
import dev.baton.core.StateSnapshot.Place;
import java.util.Optional;

/** What incidents, and the answers of people to them, change in the state. */
final class IncidentChanges {
    private final ExecutionState state;
    private final VisitChanges visits;
    private final UndoChanges undo;

    IncidentChanges(ExecutionState state, VisitChanges visits, UndoChanges undo) {
        this.state = state;
        this.visits = visits;
        this.undo = undo;
    }

    void apply(Event.OfIncident event) {
        switch (event) {
            case Event.IncidentOpened opened -> state.incidents.add(Incident.opened(state.incidents.size(), opened));
            case Event.IncidentAssigned assigned -> assign(assigned);
            case Event.IncidentResolved resolved -> resolve(resolved);
        }
    }

    private void assign(Event.IncidentAssigned assigned) {
        Incident incident = state.incidents.get(assigned.incident());
        state.incidents.set(assigned.incident(), incident.assigned(assigned.assignee()));
    }

    private void resolve(Event.IncidentResolved resolved) {
        Incident incident = state.incidents.get(resolved.incident());
        state.incidents.set(resolved.incident(), incident.resolved(resolved));
        switch (resolved.resolution()) {
            case Resolution.Retry retry -> retry(incident, retry);
            case Resolution.Resolve byHand -> undo.settle(incident.entry(), EntryState.COMPENSATED);
            case Resolution.Skip skipped -> skip(incident);
            case Resolution.Forward forward -> goOn(incident, forward, resolved);
            case Resolution.Compensate back -> goBack(incident);
            case Resolution.Superseded superseded -> {}
        }
    }

    private static boolean isAboutUndo(Incident incident) {
        return switch (incident.kind()) {
            case COMPENSATION_FAILED, LATE_EFFECT -> true;
            case FAILED_PAST_PIVOT, PIVOT_UNKNOWN, ASKED, STOPPED -> false;
        };
    }

    private void retry(Incident incident, Resolution.Retry retry) {
        if (isAboutUndo(incident)) {
            retryUndo(incident, retry.input());
            return;
        }
        state.waited();
        retry.input().ifPresent(input -> state.edited.put(new Place(incident.frame(), incident.node()), input));
        if (incident.entry() >= 0) {
            state.log.change(incident.entry(), entry -> entry.spent(0).lost(0));
        }
    }

    private void retryUndo(Incident incident, Optional<Payload> edited) {
        state.log.change(incident.entry(), entry -> {
            entry.undoSpent(0);
            if (incident.kind() == IncidentKind.LATE_EFFECT) {
                entry.state(EntryState.DONE);
            }
            edited.ifPresent(entry::input);
        });
    }

    private void skip(Incident incident) {
        state.stand(Standing::withGaps);
        int number = incident.entry();
        if (isAboutUndo(incident)) {
            undo.settle(number, EntryState.SKIPPED);
        } else if (number >= 0) {
            state.timers.clearForward(number);
            boolean done = state.log.get(number).state() == EntryState.DONE;
            state.log.change(
                    number,
                    entry -> entry.state(done ? EntryState.DONE : EntryState.SKIPPED)
                            .phase(Phase.IDLE)
                            .over(true));
        }
    }

    private void goOn(Incident incident, Resolution.Forward forward, Event.IncidentResolved resolved) {
        if (incident.entry() >= 0) {
            visits.succeed(incident.entry(), Optional.of(forward.result()), resolved.at());
        } else {
            state.results.put(new Place(incident.frame(), incident.node()), forward.result());
        }
    }

    /** Whoever goes back from a pivot of unknown outcome knows that it had no effect. */
    private void goBack(Incident incident) {
        if (incident.kind() == IncidentKind.PIVOT_UNKNOWN) {
            state.log.change(
                    incident.entry(),
                    entry -> entry.state(EntryState.NONE).doubt(false).over(true));
        }
    }
}
