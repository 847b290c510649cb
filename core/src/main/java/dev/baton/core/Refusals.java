package dev.baton.core;

import dev.baton.core.Reply.Refused;

/** What askers are told when the answer is no. */
final class Refusals {

    static Refused pastPivot(ExecutionState state) {
        return new Refused(
                "BATON-110",
                "Execution '" + state.id()
                        + "' is past its pivot and goes forward only. Wait for its end, or answer its" + " incidents.");
    }

    static Refused ended(ExecutionState state, String asked) {
        return new Refused(
                "BATON-111",
                "Execution '" + state.id() + "' cannot be " + asked + ": it has ended and is " + state.status() + ".");
    }

    static Refused unknown(ExecutionState state) {
        return new Refused(
                "BATON-112", "There is no execution '" + state.id() + "'. Look at the id, or start it first.");
    }

    static Refused tooManySignals(ExecutionState state, int max) {
        return new Refused(
                "BATON-113",
                "Execution '" + state.id() + "' holds " + max
                        + " signals that it has not asked for; no more are kept. Send this one when it waits.");
    }

    static Refused notCompensatable(ExecutionState state, String why) {
        return new Refused("BATON-114", "Execution '" + state.id() + "' was not compensated: " + why);
    }

    static Refused notFailed(ExecutionState state) {
        return new Refused(
                "BATON-115",
                "Execution '" + state.id() + "' is " + state.status()
                        + "; only a FAILED one is redriven. Start a compensated one anew under another id.");
    }

    static Refused notRedriven(ExecutionState state, Parent parent) {
        return new Refused(
                "BATON-115",
                "Execution '" + state.id() + "' is a child of '" + parent.execution()
                        + "', which went on without it. Redrive that one, or start a new one.");
    }

    static Refused noIncident(ExecutionState state, int incident) {
        return new Refused(
                "BATON-116", "Execution '" + state.id() + "' has no incident " + incident + ". List them first.");
    }

    static Refused answered(ExecutionState state, Incident incident) {
        String by = incident.resolvedBy().orElse("somebody");
        return new Refused(
                "BATON-117",
                "Incident " + incident.number() + " of '" + state.id() + "' was already answered by " + by + ": "
                        + incident.why().orElse("") + " Nothing was changed.");
    }

    static Refused changed(ExecutionState state, Incident incident, int version) {
        return new Refused(
                "BATON-118",
                "Incident " + incident.number() + " of '" + state.id() + "' has changed since version " + version
                        + ": it is at version " + incident.version()
                        + incident.assignee()
                                .map(to -> " and assigned to " + to)
                                .orElse("") + ". Look at it again.");
    }

    static Refused noWayOut(ExecutionState state, Incident incident, String asked, String why) {
        return new Refused(
                "BATON-119",
                "Incident " + incident.number() + " (" + incident.kind() + ") of '" + state.id() + "' does not take "
                        + asked + ": " + why);
    }

    private Refusals() {}
}
