package dev.baton.core;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Buffered;
import dev.baton.core.StateSnapshot.Counters;
import dev.baton.core.StateSnapshot.Header;
import dev.baton.core.StateSnapshot.Place;
import dev.baton.core.StateSnapshot.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one execution. Changed by {@link #apply} alone, live and on replay alike. Not thread-safe.
 *
 * <p>Its parts: the {@link Frames} (where it is), the {@link CompensationLog} (what may have had an effect), the
 * {@link Timers}, and what people are asked.
 */
public final class ExecutionState {
    final Frames frames = new Frames();
    final CompensationLog log = new CompensationLog();
    final Timers timers = new Timers();
    final Map<Place, Payload> results = new HashMap<>();
    final Map<Place, Taken> paths = new HashMap<>();
    final Map<Place, Payload> edited = new HashMap<>();
    final List<Incident> incidents = new ArrayList<>();
    final List<Buffered> buffered = new ArrayList<>();
    final Set<String> signalIds = new LinkedHashSet<>();

    private final ExecutionId id;
    private @Nullable Header header;
    private Standing standing = Standing.NEW;
    private int events;
    private Instant last = Instant.EPOCH;
    private int serial;
    private int order;
    private int idle;

    /** An execution that nobody has started yet. */
    public ExecutionState(ExecutionId id) {
        this.id = id;
    }

    /** An execution as it was when the snapshot was made. */
    public static ExecutionState of(ExecutionId id, StateSnapshot snapshot) {
        var state = new ExecutionState(id);
        state.restore(snapshot);
        return state;
    }

    public ExecutionId id() {
        return id;
    }

    /** Whether it was started at all. */
    public boolean exists() {
        return header != null;
    }

    /** What the start said. */
    public Header header() {
        if (header == null) {
            throw new IllegalStateException("Bug: execution '" + id + "' was never started. [BATON-901]");
        }
        return header;
    }

    public ExecutionStatus status() {
        return standing.status();
    }

    /** Cause, failure, result, and the marks beside the status. */
    public Standing standing() {
        return standing;
    }

    /** The number of events so far, which is the number of the next one. */
    public int events() {
        return events;
    }

    /** When the last event happened. */
    public Instant last() {
        return last;
    }

    /** The compensation log, in order of start. */
    public List<Entry> entries() {
        return List.copyOf(log.all());
    }

    public List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    public boolean hasOpenIncident() {
        return incidents.stream().anyMatch(Incident::isOpen);
    }

    /** Signals that came before anybody asked for them. */
    public List<Buffered> bufferedSignals() {
        return List.copyOf(buffered);
    }

    public List<Timer> pendingTimers() {
        return timers.pending();
    }

    /** The runs of scopes, each with the place where it stands. */
    public List<Frame> runningFrames() {
        return frames.all().stream()
                .filter(frame -> frame.mode() == Mode.RUNNING)
                .toList();
    }

    public boolean hasEnded() {
        return switch (standing.status()) {
            case RUNNING, COMPENSATING -> false;
            case COMPLETED, FAILED, COMPENSATED, TERMINATED -> true;
        };
    }

    /** Whether the engine has anything to do for it, now or later. */
    public boolean isLive() {
        return !hasEnded()
                || log.busy().stream().anyMatch(number -> log.get(number).phase() != Phase.UNDO_HELD);
    }

    /** Whether something is outstanding that only memory knows, so a new owner has to load it. */
    public boolean isActive() {
        return isLive()
                && (!frames.evaluating().isEmpty()
                        || timers.hasShort()
                        || log.busy().stream().anyMatch(number -> runsSomewhere(log.get(number))));
    }

    private static boolean runsSomewhere(Entry entry) {
        return switch (entry.phase()) {
            case RUNNING, PROBING -> !entry.child();
            // Also of a child: its step may have a compensation of its own, which only the definition knows.
            case UNDOING -> true;
            case IDLE, HANDED_OUT, BACKOFF, PROBE_BACKOFF, UNDO_DELAY, UNDO_BACKOFF, UNDO_HELD -> false;
        };
    }

    /** Everything it knows, as plain data. */
    public StateSnapshot snapshot() {
        return new StateSnapshot(
                header(),
                standing,
                new Counters(events, last, serial, order, timers.count(), idle),
                List.copyOf(frames.all()),
                List.copyOf(log.all()),
                List.copyOf(frames.allGroups()),
                results(results),
                paths.entrySet().stream()
                        .map(path -> new StateSnapshot.Path(path.getKey(), path.getValue()))
                        .toList(),
                log.visits().entrySet().stream()
                        .map(visit -> new StateSnapshot.Visits(visit.getKey(), visit.getValue()))
                        .toList(),
                timers.pending(),
                List.copyOf(incidents),
                List.copyOf(buffered),
                List.copyOf(signalIds),
                results(edited));
    }

    private static List<StateSnapshot.Result> results(Map<Place, Payload> from) {
        return from.entrySet().stream()
                .map(result -> new StateSnapshot.Result(result.getKey(), result.getValue()))
                .toList();
    }

    private void restore(StateSnapshot from) {
        header = from.header();
        standing = from.standing();
        events = from.counters().events();
        last = from.counters().last();
        serial = from.counters().serial();
        order = from.counters().order();
        idle = from.counters().idle();
        frames.restore(from.frames(), from.groups(), from.entries());
        from.entries().forEach(log::restore);
        from.visits().forEach(visits -> log.visits().put(visits.node(), visits.count()));
        from.results().forEach(result -> results.put(result.place(), result.value()));
        from.paths().forEach(path -> paths.put(path.place(), path.taken()));
        from.edited().forEach(result -> edited.put(result.place(), result.value()));
        timers.restore(from.timers(), from.counters().timers());
        incidents.addAll(from.incidents());
        buffered.addAll(from.buffered());
        signalIds.addAll(from.signalIds());
    }

    /** Applies stored events after loading. */
    public void replay(List<Event> stored) {
        stored.forEach(this::apply);
        timers.forgetChanges();
    }

    /** How many nodes it passed since it last waited for anything. */
    int idle() {
        return idle;
    }

    int visitsOf(String node) {
        return log.visits().getOrDefault(node, 0);
    }

    int serialOf(int frame) {
        return frames.get(frame).token() instanceof Token.Evaluating evaluating ? evaluating.serial() : -1;
    }

    /** Changes the state by what the event says. */
    public void apply(Event event) {
        events++;
        last = event.at();
        switch (event) {
            case Event.ExecutionStarted started -> start(started);
            case Event.ExecutionCompleted completed -> {
                frames.mode(0, Mode.ENDED);
                frames.token(0, new Token.None());
                end(ExecutionStatus.COMPLETED, completed.at());
                standing = standing.withResult(completed.result());
            }
            case Event.ExecutionFailed failed -> {
                standing = standing.because(failed.cause(), failed.failure());
                stop(0);
                end(ExecutionStatus.FAILED, failed.at());
            }
            case Event.ExecutionCompensated compensated -> end(ExecutionStatus.COMPENSATED, compensated.at());
            case Event.ExecutionTerminated terminated -> {
                log.busy().stream().toList().forEach(number -> abandon(number, terminated.at()));
                stop(0);
                frames.stopUndo();
                timers.clear(timer -> true);
                end(ExecutionStatus.TERMINATED, terminated.at());
            }
            case Event.ExecutionRedriven redriven -> redrive(redriven);
            case Event.NodeEntered entered ->
                frames.token(entered.frame(), new Token.Evaluating(entered.node(), serial++));
            case Event.ValueKept kept -> {
                idle++;
                results.put(new Place(kept.frame(), kept.node()), kept.value());
            }
            case Event.PathChosen chosen -> {
                idle++;
                paths.put(new Place(chosen.frame(), chosen.node()), new Taken(chosen.path(), Optional.empty()));
            }
            case Event.NodeFailed failed -> {
                clearWaits(failed.frame());
                frames.token(failed.frame(), new Token.Failed(failed.node(), failed.failure()));
            }
            case Event.FailureCaught caught -> {
                frames.token(caught.frame(), new Token.None());
                paths.put(
                        new Place(caught.frame(), caught.node()),
                        new Taken(caught.rule(), Optional.of(caught.failure())));
            }
            case Event.WaitBegan began -> {
                idle = 0;
                frames.token(began.frame(), new Token.Waiting(began.node()));
                timers.set(began.at(), began.due(), Timer.Purpose.WAIT, began.frame());
            }
            case Event.WaitEnded ended -> {
                timers.clear(Timer.Purpose.WAIT, ended.frame());
                frames.token(ended.frame(), new Token.None());
            }
            case Event.ReceiveBegan began -> {
                idle = 0;
                paths.remove(new Place(began.frame(), began.node()));
                frames.token(began.frame(), new Token.Receiving(began.node(), began.signal()));
                began.due().ifPresent(due -> timers.set(began.at(), due, Timer.Purpose.RECEIVE, began.frame()));
            }
            case Event.SignalReceived received -> receive(received);
            case Event.SignalBuffered early -> {
                signalIds.add(early.signalId());
                buffered.add(new Buffered(early.name(), early.signalId(), early.value()));
            }
            case Event.FrameEnded ended -> {
                frames.mode(ended.frame(), Mode.ENDED);
                frames.token(ended.frame(), new Token.None());
                frames.changeGroup(frames.get(ended.frame()).group(), Group::oneEnded);
            }
            case Event.BranchesStarted started -> {
                int group =
                        beginGroup(started.frame(), started.node(), Group.Kind.PARALLEL, List.of(), started.branches());
                for (int branch = 0; branch < started.branches(); branch++) {
                    beginFrame(group);
                }
            }
            case Event.ItemsStarted started ->
                beginGroup(
                        started.frame(),
                        started.node(),
                        Group.Kind.FOR_EACH,
                        started.items(),
                        started.items().size());
            case Event.ItemStarted started -> beginFrame(started.group());
            case Event.LoopStarted started ->
                beginGroup(started.frame(), started.node(), Group.Kind.LOOP, List.of(started.state()), 0);
            case Event.TurnEnded ended -> endTurn(ended);
            case Event.TurnStarted started -> {
                timers.clear(Timer.Purpose.TURN, started.group());
                beginFrame(started.group());
            }
            case Event.ItemFailed failed -> {
                int frame = frames.members(failed.group()).get(failed.index());
                frames.mode(frame, Mode.UNDONE);
                frames.token(frame, new Token.None());
                frames.changeGroup(failed.group(), group -> group.oneFailed(failed.index(), failed.failure()));
            }
            case Event.GroupEnded ended -> {
                frames.changeGroup(ended.group(), Group::completed);
                frames.token(frames.group(ended.group()).frame(), new Token.None());
            }
            case Event.TaskScheduled scheduled -> {
                schedule(
                        scheduled.frame(),
                        scheduled.node(),
                        scheduled.role(),
                        scheduled.visit(),
                        scheduled.input(),
                        false);
                limit(scheduled.at(), scheduled.due(), log.size() - 1);
            }
            case Event.ChildStarted started -> {
                schedule(started.frame(), started.node(), started.role(), started.visit(), started.input(), true);
                limit(started.at(), started.due(), log.size() - 1);
            }
            case Event.AttemptStarted started -> {
                timers.clear(Timer.Purpose.RETRY, started.entry());
                log.change(
                        started.entry(),
                        entry -> entry.attempt(started.attempt()).over(false));
                limit(started.at(), started.due(), started.entry());
            }
            case Event.TaskHandedOut handed -> log.change(handed.entry(), entry -> entry.phase(Phase.HANDED_OUT));
            case Event.TaskSucceeded succeeded ->
                succeed(succeeded.entry(), Optional.of(succeeded.output()), succeeded.at());
            case Event.TaskFailed failed -> fail(failed);
            case Event.AttemptLost lost -> {
                Entry was = log.get(lost.entry());
                log.change(
                        lost.entry(),
                        entry -> entry.phase(Phase.IDLE)
                                .doubt(true)
                                .lost(was.lost() + 1)
                                .spent(lost.costs() ? was.spent() + 1 : was.spent())
                                .quietSince(lost.at())
                                .failure(Failures.nodeLost()));
            }
            case Event.ProbeStarted started -> {
                timers.clear(Timer.Purpose.PROBE_RETRY, started.entry());
                timers.clear(Timer.Purpose.SETTLE, started.entry());
                log.change(started.entry(), entry -> entry.phase(Phase.PROBING).probe(started.probe()));
            }
            case Event.ProbeFailed failed -> {
                log.change(failed.entry(), entry -> entry.phase(Phase.PROBE_BACKOFF));
                failed.next()
                        .ifPresent(next -> timers.set(failed.at(), next, Timer.Purpose.PROBE_RETRY, failed.entry()));
            }
            case Event.ProbeAnswered answered -> answerProbe(answered);
            case Event.TaskGivenUp given -> giveUp(given.entry(), given.at());
            case Event.LateSuccess late -> {
                Entry was = log.get(late.entry());
                if (was.state() == EntryState.MAYBE) {
                    log.change(
                            late.entry(),
                            entry -> entry.state(EntryState.DONE)
                                    .output(Optional.of(late.output()))
                                    .undoValid(was.undoAttempt() + 1));
                    passPivot(was);
                } else {
                    log.change(late.entry(), entry -> entry.output(Optional.of(late.output())));
                }
            }
            case Event.ChildCancelled cancelled -> {
                timers.clear(Timer.Purpose.TASK_TIMEOUT, cancelled.entry());
                log.change(cancelled.entry(), entry -> entry.childCancelled().failure(cancelled.reason()));
            }
            case Event.CallbackLimited limited -> {
                timers.clear(Timer.Purpose.TASK_TIMEOUT, limited.entry());
                timers.set(limited.at(), limited.due(), Timer.Purpose.TASK_TIMEOUT, limited.entry());
            }
            case Event.ChildCompleted completed -> {
                succeed(completed.entry(), Optional.of(completed.output()), completed.at());
                gaps(completed.gaps());
            }
            case Event.ChildFailed failed -> {
                timers.clear(Timer.Purpose.TASK_TIMEOUT, failed.entry());
                log.change(
                        failed.entry(),
                        entry -> entry.state(failed.state())
                                .phase(Phase.IDLE)
                                .doubt(failed.state() == EntryState.MAYBE)
                                .quietSince(failed.at())
                                .failure(failed.failure()));
                gaps(failed.gaps());
            }
            case Event.CompensationStarted started -> {
                standing = standing.goingBack(started);
                stop(0);
            }
            case Event.CauseNoted noted -> {
                if (noted.cause() == Cause.DEADLINE) {
                    timers.clear(Timer.Purpose.DEADLINE, 0);
                }
                if (noted.remembered() && standing.remembered().isEmpty()) {
                    standing = standing.remembering(
                            new Standing.Remembered(noted.cause(), noted.failure(), Optional.empty()));
                }
            }
            case Event.CatchStarted started -> startCatch(started);
            case Event.ItemUndoStarted started -> {
                stop(started.frame());
                frames.change(started.frame(), frame -> frame.failed(started.failure()));
            }
            case Event.UndoStarted started -> {
                frames.mode(started.frame(), Mode.UNDOING);
                countUndoing(started.frame(), 1);
            }
            case Event.FrameUndone undone -> {
                frames.mode(undone.frame(), Mode.UNDONE);
                countUndoing(undone.frame(), -1);
            }
            case Event.UndoDelayed delayed -> {
                timers.clear(Timer.Purpose.SETTLE, delayed.entry());
                log.change(delayed.entry(), entry -> entry.phase(Phase.UNDO_DELAY));
                timers.set(delayed.at(), delayed.due(), Timer.Purpose.SETTLE, delayed.entry());
            }
            case Event.UndoScheduled scheduled -> {
                timers.clear(Timer.Purpose.SETTLE, scheduled.entry());
                timers.clear(Timer.Purpose.UNDO_RETRY, scheduled.entry());
                Entry was = log.get(scheduled.entry());
                log.change(
                        scheduled.entry(),
                        entry -> entry.phase(Phase.UNDOING)
                                .undoAttempt(scheduled.attempt())
                                .undoRound(scheduled.round())
                                .undoValid(
                                        scheduled.round() > was.undoRound() ? scheduled.attempt() : was.undoValid()));
            }
            case Event.UndoFailed failed -> {
                Entry was = log.get(failed.entry());
                log.change(
                        failed.entry(),
                        entry -> entry.phase(failed.next().isPresent() ? Phase.UNDO_BACKOFF : Phase.UNDO_HELD)
                                .undoSpent(was.undoSpent() + 1));
                failed.next()
                        .ifPresent(next -> timers.set(failed.at(), next, Timer.Purpose.UNDO_RETRY, failed.entry()));
            }
            case Event.TaskCompensated compensated -> {
                settle(compensated.entry(), compensated.gaps() ? EntryState.SKIPPED : EntryState.COMPENSATED);
                gaps(compensated.gaps());
            }
            case Event.IncidentOpened opened -> incidents.add(Incident.opened(incidents.size(), opened));
            case Event.IncidentAssigned assigned ->
                incidents.set(
                        assigned.incident(), incidents.get(assigned.incident()).assigned(assigned.assignee()));
            case Event.IncidentResolved resolved -> resolve(resolved);
        }
    }

    private void start(Event.ExecutionStarted started) {
        header = new Header(
                started.definition(),
                started.version(),
                started.run(),
                started.input(),
                started.businessKey(),
                started.tags(),
                started.parent(),
                started.at());
        frames.add(-1, 0);
        started.deadline().ifPresent(due -> timers.set(started.at(), due, Timer.Purpose.DEADLINE, 0));
    }

    private void end(ExecutionStatus status, Instant at) {
        timers.clear(timer -> switch (timer.purpose()) {
            case SETTLE, UNDO_RETRY -> false;
            case DEADLINE, RETRY, PROBE_RETRY, TASK_TIMEOUT, WAIT, RECEIVE, TURN -> true;
        });
        standing = standing.endedAs(status, at);
    }

    /** Nothing new starts in a frame and below it; what runs goes on to its end. */
    private void stop(int frame) {
        frames.forEachRunning(frame, this::stop);
        if (frame == 0) {
            timers.clear(Timer.Purpose.DEADLINE, 0);
        }
    }

    private void stop(Frame frame) {
        clearWaits(frame.number());
        switch (frame.token()) {
            case Token.Evaluating evaluating -> drop(frame, evaluating.node());
            case Token.Waiting waiting -> drop(frame, waiting.node());
            case Token.Receiving receiving -> drop(frame, receiving.node());
            case Token.Failed failed -> drop(frame, failed.node());
            case Token.Catching catching -> drop(frame, catching.node());
            case Token.Joining joining -> timers.clear(Timer.Purpose.TURN, joining.group());
            case Token.Working working -> {}
            case Token.Dropped dropped -> {}
            case Token.None none -> {}
        }
        frames.mode(frame.number(), Mode.STOPPED);
    }

    private void drop(Frame frame, String node) {
        frames.token(frame.number(), new Token.Dropped(node));
    }

    private void clearWaits(int frame) {
        timers.clear(Timer.Purpose.WAIT, frame);
        timers.clear(Timer.Purpose.RECEIVE, frame);
    }

    private void redrive(Event.ExecutionRedriven redriven) {
        redriven.deadline().ifPresent(due -> timers.set(redriven.at(), due, Timer.Purpose.DEADLINE, 0));
        standing = standing.redriven();
        for (Frame frame : List.copyOf(frames.all())) {
            if (frame.mode() != Mode.ENDED && !(frame.token() instanceof Token.None)) {
                frames.mode(frame.number(), Mode.RUNNING);
                if (frame.token() instanceof Token.Working working) {
                    log.change(working.entry(), entry -> entry.spent(0).lost(0));
                }
            }
        }
    }

    private void receive(Event.SignalReceived received) {
        signalIds.add(received.signalId());
        buffered.removeIf(early -> early.signalId().equals(received.signalId()));
        clearWaits(received.frame());
        frames.token(received.frame(), new Token.None());
        paths.remove(new Place(received.frame(), received.node()));
        results.put(new Place(received.frame(), received.node()), received.value());
    }

    private int beginGroup(int frame, String node, Group.Kind kind, List<Payload> items, int size) {
        idle++;
        paths.remove(new Place(frame, node));
        return frames.addGroup(order++, frame, node, kind, items, size);
    }

    private void beginFrame(int group) {
        frames.add(group, frames.group(group).started());
        frames.changeGroup(group, Group::begun);
    }

    private void endTurn(Event.TurnEnded ended) {
        idle++;
        Group group = frames.group(ended.group());
        int turn = frames.members(ended.group()).getLast();
        frames.mode(turn, Mode.ENDED);
        frames.token(turn, new Token.None());
        frames.changeGroup(ended.group(), was -> was.oneEnded().state(ended.state()));
        results.put(new Place(group.frame(), group.node()), ended.state());
        ended.due().ifPresent(due -> timers.set(ended.at(), due, Timer.Purpose.TURN, ended.group()));
    }

    private void schedule(int frame, String node, Role role, int visit, Payload input, boolean child) {
        idle = 0;
        edited.remove(new Place(frame, node));
        paths.remove(new Place(frame, node));
        Entry entry = Entry.scheduled(log.size(), order++, frame, node, role, visit, input, child);
        log.add(entry);
        frames.addEntry(frame, node, entry.number());
        if (role == Role.RETRIABLE) {
            standing = standing.beyondPivot();
        }
    }

    private void limit(Instant at, Optional<Instant> due, int entry) {
        timers.clear(Timer.Purpose.TASK_TIMEOUT, entry);
        due.ifPresent(instant -> timers.set(at, instant, Timer.Purpose.TASK_TIMEOUT, entry));
    }

    private void succeed(int number, Optional<Payload> output, Instant at) {
        Entry was = log.get(number);
        clearForward(number);
        log.change(
                number,
                entry -> entry.state(EntryState.DONE)
                        .output(output)
                        .phase(Phase.IDLE)
                        .over(true)
                        .quietSince(at));
        output.ifPresent(value -> results.put(new Place(was.frame(), was.node()), value));
        passPivot(was);
    }

    private void passPivot(Entry entry) {
        if (entry.role() == Role.PIVOT) {
            standing = standing.beyondPivot();
        }
    }

    private void clearForward(int entry) {
        timers.clear(timer -> timer.subject() == entry
                && switch (timer.purpose()) {
                    case RETRY, PROBE_RETRY, TASK_TIMEOUT -> true;
                    case DEADLINE, SETTLE, UNDO_RETRY, WAIT, RECEIVE, TURN -> false;
                });
    }

    private void fail(Event.TaskFailed failed) {
        Entry was = log.get(failed.entry());
        timers.clear(Timer.Purpose.TASK_TIMEOUT, failed.entry());
        boolean unreadable = failed.outcome() == Outcome.UNREADABLE;
        log.change(
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
        failed.next().ifPresent(next -> timers.set(failed.at(), next, Timer.Purpose.RETRY, failed.entry()));
    }

    private void answerProbe(Event.ProbeAnswered answered) {
        Entry was = log.get(answered.entry());
        switch (answered.verdict()) {
            case HAPPENED -> {
                if (was.over() || answered.output().isEmpty()) {
                    passPivot(was);
                    log.change(
                            answered.entry(),
                            entry -> entry.state(EntryState.DONE)
                                    .output(answered.output())
                                    .phase(Phase.IDLE)
                                    .probed(true));
                } else {
                    succeed(answered.entry(), answered.output(), answered.at());
                }
            }
            case NEVER ->
                log.change(
                        answered.entry(),
                        entry -> entry.doubt(false)
                                .phase(Phase.IDLE)
                                .probed(true)
                                .state(was.over() ? EntryState.NONE : was.state()));
            case NOT_SEEN ->
                log.change(answered.entry(), entry -> entry.phase(Phase.IDLE).probed(true));
        }
    }

    private void giveUp(int number, Instant at) {
        Entry was = log.get(number);
        if (was.over()) {
            return;
        }
        clearForward(number);
        boolean running = was.isAttempted();
        log.change(
                number,
                entry -> entry.state(running ? EntryState.MAYBE : was.stateIfOver())
                        .doubt(was.doubt() || running)
                        .phase(Phase.IDLE)
                        .over(true)
                        .probed(false)
                        .quietSince(running ? at : was.quietSince()));
    }

    /** Neither its forward calls nor its undo are waited for any more; only a child still says how it ended. */
    private void abandon(int number, Instant at) {
        Entry entry = log.get(number);
        if (entry.over()) {
            log.change(number, change -> change.phase(Phase.IDLE));
        } else if (!entry.child()) {
            giveUp(number, at);
        }
    }

    private void startCatch(Event.CatchStarted started) {
        Token at = frames.get(started.frame()).token();
        int group = frames.groupOf(started.frame());
        int entry = at instanceof Token.Working working ? working.entry() : -1;
        if (group >= 0) {
            timers.clear(Timer.Purpose.TURN, group);
            frames.forEachRunningIn(group, this::stop);
        }
        frames.token(
                started.frame(), new Token.Catching(started.node(), started.rule(), started.failure(), entry, group));
    }

    private void countUndoing(int frame, int difference) {
        int group = frames.get(frame).group();
        if (group >= 0) {
            frames.changeGroup(group, was -> was.undoing(was.undoing() + difference));
        }
    }

    /** The undo of an entry is done, one way or the other. */
    private void settle(int number, EntryState state) {
        timers.clear(timer -> timer.subject() == number
                && switch (timer.purpose()) {
                    case SETTLE, UNDO_RETRY, PROBE_RETRY -> true;
                    case DEADLINE, RETRY, TASK_TIMEOUT, WAIT, RECEIVE, TURN -> false;
                });
        log.change(number, entry -> entry.state(state).phase(Phase.IDLE));
    }

    private void gaps(boolean more) {
        if (more) {
            standing = standing.withGaps();
        }
    }

    private boolean isDone(int entry) {
        return log.get(entry).state() == EntryState.DONE;
    }

    private void resolve(Event.IncidentResolved resolved) {
        Incident incident = incidents.get(resolved.incident());
        incidents.set(resolved.incident(), incident.resolved(resolved));
        boolean undo =
                incident.kind() == IncidentKind.COMPENSATION_FAILED || incident.kind() == IncidentKind.LATE_EFFECT;
        int entry = incident.entry();
        switch (resolved.resolution()) {
            case Resolution.Retry retry -> {
                if (undo) {
                    log.change(entry, change -> {
                        change.undoSpent(0);
                        if (incident.kind() == IncidentKind.LATE_EFFECT) {
                            change.state(EntryState.DONE);
                        }
                        retry.input().ifPresent(change::input);
                    });
                } else {
                    idle = 0;
                    retry.input().ifPresent(input -> edited.put(new Place(incident.frame(), incident.node()), input));
                    if (entry >= 0) {
                        log.change(entry, change -> change.spent(0).lost(0));
                    }
                }
            }
            case Resolution.Resolve byHand -> settle(entry, EntryState.COMPENSATED);
            case Resolution.Skip skipped -> {
                gaps(true);
                if (undo) {
                    settle(entry, EntryState.SKIPPED);
                } else if (entry >= 0) {
                    clearForward(entry);
                    log.change(
                            entry,
                            change -> change.state(isDone(entry) ? EntryState.DONE : EntryState.SKIPPED)
                                    .phase(Phase.IDLE)
                                    .over(true));
                }
            }
            case Resolution.Forward forward -> {
                if (entry >= 0) {
                    succeed(entry, Optional.of(forward.result()), resolved.at());
                } else {
                    results.put(new Place(incident.frame(), incident.node()), forward.result());
                }
            }
            case Resolution.Compensate back -> {
                if (incident.kind() == IncidentKind.PIVOT_UNKNOWN) {
                    log.change(
                            entry,
                            change -> change.state(EntryState.NONE).doubt(false).over(true));
                }
            }
            case Resolution.Superseded superseded -> {}
        }
    }
}
