package dev.baton.core;

import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import dev.baton.core.StateSnapshot.Place;
import java.time.Instant;
import java.util.Optional;

/** What the visit of a step changes in the state: above all its entry. */
final class VisitChanges {
    private final ExecutionState state;

    VisitChanges(ExecutionState state) {
        this.state = state;
    }

    void apply(Event.OfVisit event) {
        switch (event) {
            case Event.TaskScheduled scheduled -> schedule(scheduled);
            case Event.ChildStarted started -> schedule(started);
            case Event.AttemptStarted started -> attempt(started);
            case Event.TaskHandedOut handed -> state.log.change(handed.entry(), entry -> entry.phase(Phase.HANDED_OUT));
            case Event.CallQueued queued -> state.log.change(queued.entry(), entry -> entry.queue(queued.queue()));
            case Event.TaskSucceeded succeeded ->
                succeed(succeeded.entry(), Optional.of(succeeded.output()), succeeded.at());
            case Event.TaskFailed failed -> fail(failed);
            case Event.AttemptLost lost -> lose(lost);
            case Event.ProbeStarted started -> probe(started);
            case Event.ProbeFailed failed -> failProbe(failed);
            case Event.ProbeAnswered answered -> answerProbe(answered);
            case Event.TaskGivenUp given -> giveUp(given.entry(), given.at());
            case Event.LateSuccess late -> succeedLate(late);
            case Event.ChildCancelled cancelled -> cancelChild(cancelled);
            case Event.CallbackLimited limited -> limit(limited.at(), Optional.of(limited.due()), limited.entry());
            case Event.ChildCompleted completed -> completeChild(completed);
            case Event.ChildFailed failed -> failChild(failed);
        }
    }

    private void schedule(Event.TaskScheduled scheduled) {
        int entry = schedule(
                scheduled.frame(), scheduled.node(), scheduled.role(), scheduled.visit(), scheduled.input(), false);
        limit(scheduled.at(), scheduled.due(), entry);
    }

    private void schedule(Event.ChildStarted started) {
        int entry = schedule(started.frame(), started.node(), started.role(), started.visit(), started.input(), true);
        limit(started.at(), started.due(), entry);
    }

    private int schedule(int frame, String node, Role role, int visit, Payload input, boolean child) {
        state.waited();
        state.edited.remove(new Place(frame, node));
        state.paths.remove(new Place(frame, node));
        int number = state.log.size();
        state.log.add(Entry.scheduled(number, state.nextOrder(), frame, node, role, visit, input, child));
        state.frames.addEntry(frame, node, number);
        if (role == Role.RETRIABLE) {
            state.stand(Standing::beyondPivot);
        }
        return number;
    }

    private void limit(Instant at, Optional<Instant> due, int entry) {
        state.timers.clear(Timer.Purpose.TASK_TIMEOUT, entry);
        due.ifPresent(instant -> state.timers.set(at, instant, Timer.Purpose.TASK_TIMEOUT, entry));
    }

    private void attempt(Event.AttemptStarted started) {
        state.timers.clear(Timer.Purpose.RETRY, started.entry());
        state.log.change(
                started.entry(), entry -> entry.attempt(started.attempt()).over(false));
        limit(started.at(), started.due(), started.entry());
    }

    /** The visit ended well. */
    void succeed(int number, Optional<Payload> output, Instant at) {
        Entry was = state.log.get(number);
        state.timers.clearForward(number);
        state.log.change(
                number,
                entry -> entry.state(EntryState.DONE)
                        .output(output)
                        .phase(Phase.IDLE)
                        .over(true)
                        .quietSince(at));
        output.ifPresent(value -> state.results.put(new Place(was.frame(), was.node()), value));
        passPivot(was);
    }

    private void passPivot(Entry entry) {
        if (entry.role() == Role.PIVOT) {
            state.stand(Standing::beyondPivot);
        }
    }

    private void succeedLate(Event.LateSuccess late) {
        Entry was = state.log.get(late.entry());
        state.log.change(late.entry(), entry -> entry.output(Optional.of(late.output())));
        if (was.state() == EntryState.MAYBE) {
            state.log.change(late.entry(), entry -> entry.state(EntryState.DONE).undoValid(was.undoAttempt() + 1));
            passPivot(was);
        }
    }

    private void fail(Event.TaskFailed failed) {
        Entry was = state.log.get(failed.entry());
        state.timers.clear(Timer.Purpose.TASK_TIMEOUT, failed.entry());
        boolean unreadable = failed.outcome() == Outcome.UNREADABLE;
        state.log.change(
                failed.entry(),
                entry -> entry.phase(failed.next().isPresent() ? Phase.BACKOFF : Phase.IDLE)
                        .spent(failed.free() ? was.spent() : was.spent() + 1)
                        .doubt(was.doubt() || failed.outcome() == Outcome.UNKNOWN)
                        .state(unreadable ? EntryState.DONE : was.state())
                        .failure(failed.failure())
                        .quietSince(failed.at()));
        if (unreadable) {
            passPivot(was);
        }
        failed.next().ifPresent(next -> state.timers.set(failed.at(), next, Timer.Purpose.RETRY, failed.entry()));
    }

    private void lose(Event.AttemptLost lost) {
        Entry was = state.log.get(lost.entry());
        state.log.change(
                lost.entry(),
                entry -> entry.phase(Phase.IDLE)
                        .doubt(true)
                        .lost(was.lost() + 1)
                        .spent(lost.costs() ? was.spent() + 1 : was.spent())
                        .quietSince(lost.at())
                        .failure(Failures.nodeLost()));
    }

    private void probe(Event.ProbeStarted started) {
        state.timers.clear(Timer.Purpose.PROBE_RETRY, started.entry());
        state.timers.clear(Timer.Purpose.SETTLE, started.entry());
        state.log.change(started.entry(), entry -> entry.phase(Phase.PROBING).probe(started.probe()));
    }

    private void failProbe(Event.ProbeFailed failed) {
        state.log.change(failed.entry(), entry -> entry.phase(Phase.PROBE_BACKOFF));
        failed.next().ifPresent(next -> state.timers.set(failed.at(), next, Timer.Purpose.PROBE_RETRY, failed.entry()));
    }

    private void answerProbe(Event.ProbeAnswered answered) {
        switch (answered.verdict()) {
            case HAPPENED -> confirm(answered);
            case NEVER -> {
                // A success that came meanwhile is certain, whatever the service says of the key.
                Entry was = state.log.get(answered.entry());
                state.log.change(
                        answered.entry(),
                        entry -> entry.doubt(false)
                                .phase(Phase.IDLE)
                                .probed(true)
                                .state(was.over() && was.state() == EntryState.MAYBE ? EntryState.NONE : was.state()));
            }
            case NOT_SEEN ->
                state.log.change(
                        answered.entry(), entry -> entry.phase(Phase.IDLE).probed(true));
        }
    }

    private void confirm(Event.ProbeAnswered answered) {
        Entry was = state.log.get(answered.entry());
        if (was.over() || answered.output().isEmpty()) {
            passPivot(was);
            state.log.change(
                    answered.entry(),
                    entry -> entry.state(EntryState.DONE)
                            .output(answered.output())
                            .phase(Phase.IDLE)
                            .probed(true));
        } else {
            succeed(answered.entry(), answered.output(), answered.at());
        }
    }

    private void giveUp(int number, Instant at) {
        Entry was = state.log.get(number);
        if (was.over()) {
            return;
        }
        state.timers.clearForward(number);
        boolean running = was.isAttempted();
        state.log.change(
                number,
                entry -> entry.state(running ? EntryState.MAYBE : was.stateIfOver())
                        .doubt(was.doubt() || running)
                        .phase(Phase.IDLE)
                        .over(true)
                        .probed(false)
                        .quietSince(running ? at : was.quietSince()));
    }

    /** Neither its forward calls nor its undo are waited for any more; only a child still says how it ended. */
    void abandon(int number, Instant at) {
        Entry entry = state.log.get(number);
        if (entry.over()) {
            state.log.change(number, change -> change.phase(Phase.IDLE));
        } else if (!entry.child()) {
            giveUp(number, at);
        }
    }

    private void cancelChild(Event.ChildCancelled cancelled) {
        state.timers.clear(Timer.Purpose.TASK_TIMEOUT, cancelled.entry());
        state.log.change(cancelled.entry(), entry -> entry.childCancelled().failure(cancelled.reason()));
    }

    private void completeChild(Event.ChildCompleted completed) {
        succeed(completed.entry(), Optional.of(completed.output()), completed.at());
        if (completed.gaps()) {
            state.stand(Standing::withGaps);
        }
    }

    private void failChild(Event.ChildFailed failed) {
        state.timers.clear(Timer.Purpose.TASK_TIMEOUT, failed.entry());
        state.log.change(
                failed.entry(),
                entry -> entry.state(failed.state())
                        .phase(Phase.IDLE)
                        .doubt(failed.state() == EntryState.MAYBE)
                        .quietSince(failed.at())
                        .failure(failed.failure()));
        if (failed.gaps()) {
            state.stand(Standing::withGaps);
        }
    }
}
