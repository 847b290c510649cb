package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Role;
import java.util.List;
import java.util.Optional;

/** Opens incidents, and takes the answers of people (saga-semantics §6). */
final class Desk {
    private final DecisionDraft draft;
    private final Objections objections;

    Desk(DecisionDraft draft) {
        this.draft = draft;
        this.objections = new Objections(draft);
    }

    void open(IncidentKind kind, Entry entry, Failure failure) {
        open(kind, entry.frame(), entry.number(), entry.node(), failure);
    }

    void open(IncidentKind kind, int frame, int entry, String node, Failure failure) {
        draft.emit(new Event.IncidentOpened(draft.now, kind, frame, entry, node, failure));
    }

    boolean hasOpenIncident(Entry entry) {
        return draft.state.incidents.stream()
                .anyMatch(incident -> incident.isOpen() && incident.entry() == entry.number());
    }

    boolean hasOpenIncident(int frame, String node) {
        return draft.state.incidents.stream()
                .anyMatch(incident -> incident.isOpen()
                        && incident.frame() == frame
                        && incident.node().equals(node));
    }

    /** A late answer made the questions about an entry pointless. */
    void supersede(int entry) {
        for (Incident incident : List.copyOf(draft.state.incidents)) {
            if (incident.isOpen() && incident.entry() == entry && incident.kind() != IncidentKind.LATE_EFFECT) {
                supersede(incident, "A late answer settled it.");
            } else if (incident.isOpen()
                    && incident.entry() == entry
                    && draft.entry(entry).state() == EntryState.COMPENSATED) {
                supersede(incident, "The late effect was undone.");
            }
        }
    }

    /** The way back of a part makes questions about going on in it pointless (saga-semantics 4.5). */
    void supersedeQuestions(Part part) {
        for (Incident incident : List.copyOf(draft.state.incidents)) {
            if (incident.isOpen() && isAboutGoingOn(incident) && draft.state.frames.isWithin(incident.frame(), part)) {
                supersede(incident, "What it is about goes back.");
            }
        }
    }

    private static boolean isAboutGoingOn(Incident incident) {
        return switch (incident.kind()) {
            case ASKED, FAILED_PAST_PIVOT, PIVOT_UNKNOWN -> true;
            case COMPENSATION_FAILED, LATE_EFFECT, STOPPED -> false;
        };
    }

    /** Nothing is done any more about what was asked; only a late effect still matters. */
    void supersede(String why) {
        for (Incident incident : List.copyOf(draft.state.incidents)) {
            if (incident.isOpen() && incident.kind() != IncidentKind.LATE_EFFECT) {
                supersede(incident, why);
            }
        }
    }

    private void supersede(Incident incident, String why) {
        draft.emit(new Event.IncidentResolved(draft.now, incident.number(), new Resolution.Superseded(), "baton", why));
    }

    Reply assign(Command.AssignIncident command) {
        Optional<Reply> refused = check(command.incident(), command.version());
        if (refused.isPresent()) {
            return refused.get();
        }
        draft.emit(new Event.IncidentAssigned(
                draft.now, command.incident(), command.assignee(), command.by(), command.why()));
        return new Reply.Accepted();
    }

    private Optional<Reply> check(int number, int version) {
        if (number < 0 || number >= draft.state.incidents.size()) {
            return Optional.of(Refusals.noIncident(draft.state, number));
        }
        Incident incident = draft.state.incidents.get(number);
        if (!incident.isOpen()) {
            return Optional.of(Refusals.answered(draft.state, incident));
        }
        return incident.version() == version
                ? Optional.empty()
                : Optional.of(Refusals.changed(draft.state, incident, version));
    }

    Reply answer(Command.AnswerIncident command) {
        Optional<Reply> refused = check(command.incident(), command.version());
        if (refused.isPresent()) {
            return refused.get();
        }
        Incident incident = draft.state.incidents.get(command.incident());
        Optional<String> objection = objections.to(incident, command.resolution());
        if (objection.isPresent()) {
            return Refusals.noWayOut(draft.state, incident, command.resolution().word(), objection.get());
        }
        draft.emit(new Event.IncidentResolved(
                draft.now, incident.number(), command.resolution(), command.by(), command.why()));
        act(incident, command);
        return new Reply.Accepted();
    }

    private void act(Incident incident, Command.AnswerIncident command) {
        switch (command.resolution()) {
            case Resolution.Retry retry -> retry(incident, retry);
            case Resolution.Resolve resolve -> draft.undoing.entryOver(draft.entry(incident.entry()));
            case Resolution.Skip skip -> {
                if (objections.kindOf(incident) == IncidentKind.FAILED_PAST_PIVOT) {
                    leave(incident);
                } else {
                    draft.undoing.entryOver(draft.entry(incident.entry()));
                }
            }
            case Resolution.Forward forward -> {
                if (incident.entry() >= 0 && draft.entry(incident.entry()).role() == Role.PIVOT) {
                    draft.failing.reconsiderHeld();
                }
                leave(incident);
            }
            case Resolution.Compensate back -> goBack(incident, command.by());
            case Resolution.Superseded superseded -> {}
        }
    }

    /** Goes on behind the node. */
    private void leave(Incident incident) {
        draft.arrive(incident.frame(), draft.layout.node(incident.node()).next());
    }

    private void goBack(Incident incident, String by) {
        Optional<Standing.Remembered> remembered = draft.state.standing().remembered();
        draft.failing.goBack(
                remembered.map(Standing.Remembered::cause).orElse(Cause.FAILURE),
                remembered.map(Standing.Remembered::failure).orElse(incident.failure()),
                Optional.of(by));
    }

    private void retry(Incident incident, Resolution.Retry retry) {
        if (incident.kind() == IncidentKind.COMPENSATION_FAILED) {
            draft.undoAttempts.attempt(draft.entry(incident.entry()));
        } else if (incident.kind() == IncidentKind.LATE_EFFECT) {
            draft.undoAttempts.undoLateEffect(draft.entry(incident.entry()));
        } else if (incident.entry() < 0) {
            draft.arrive(incident.frame(), incident.node().isEmpty() ? Optional.empty() : Optional.of(incident.node()));
        } else {
            retryStep(draft.entry(incident.entry()), retry.input().isPresent(), incident.failure());
        }
    }

    /** Keeps the visit while its outcome is unknown, makes a new one after NONE or for an edited input (2.2). */
    void retryStep(Entry entry, boolean edited, Failure failure) {
        boolean none = entry.stateIfOver() == EntryState.NONE || entry.child() || entry.role() == Role.READ_ONLY;
        Node node = draft.layout.node(entry.node());
        if (none || edited) {
            draft.attempts.giveUp(entry);
            draft.undoing.caught(entry.frame(), node, 0, failure, entry);
        } else {
            draft.attempts.again(entry);
        }
    }
}
