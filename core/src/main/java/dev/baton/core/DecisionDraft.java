package dev.baton.core;

import dev.baton.ExecutionId;
import dev.baton.Role;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One decision while it is being made: events are applied as they are found, and the parts of the decider call each
 * other through it.
 *
 * <p>{@link Forward} moves tokens; {@link Scopes} and {@link Signals} know the nodes at which that takes more than one
 * decision. {@link Attempts}, {@link LateAnswers}, {@link Probes} and {@link Queues} know what came of calls, and {@link Failing} what a
 * failure leads to. {@link Settling}, {@link Undoing} and {@link UndoAttempts} go back. {@link Children} talks to other
 * executions, {@link Interventions} and {@link Desk} to people.
 */
final class DecisionDraft {
    /** Transitions after which the execution queues again. */
    static final int TRANSITIONS_MAX = 1_000;

    final Layout layout;
    final ExecutionState state;
    final Instant now;
    final Questions questions;
    final Forward forward;
    final Scopes scopes;
    final Signals signals;
    final Attempts attempts;
    final LateAnswers lateAnswers;
    final Probes probes;
    final Queues queues;
    final Failing failing;
    final Settling settling;
    final Undoing undoing;
    final UndoAttempts undoAttempts;
    final Children children;
    final Interventions interventions;
    final Desk desk;

    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final Map<String, List<Evaluated>> ahead = new HashMap<>();
    private int aheadFrame = -1;

    /** A token that goes to a node next; empty: to the end of its scope. */
    record Arrival(int frame, Optional<String> node) {}

    DecisionDraft(Layout layout, ExecutionState state, Instant now) {
        this.layout = layout;
        this.state = state;
        this.now = now;
        this.questions = new Questions(layout, state);
        this.forward = new Forward(this);
        this.scopes = new Scopes(this);
        this.signals = new Signals(this);
        this.attempts = new Attempts(this);
        this.lateAnswers = new LateAnswers(this);
        this.probes = new Probes(this);
        this.queues = new Queues(this);
        this.failing = new Failing(this);
        this.settling = new Settling(this);
        this.undoing = new Undoing(this);
        this.undoAttempts = new UndoAttempts(this);
        this.children = new Children(this);
        this.interventions = new Interventions(this);
        this.desk = new Desk(this);
    }

    void emit(Event event) {
        events.add(event);
        state.apply(event);
        state.timers.drainTo(effects);
        state.log.drainTo(effects);
    }

    void perform(Effect effect) {
        effects.add(effect);
    }

    void send(ExecutionId to, Command command) {
        effects.add(new Effect.Send(to, command));
    }

    /** A token goes on, once what is being done now is finished. */
    void arrive(int frame, Optional<String> node) {
        arrivals.add(new Arrival(frame, node));
    }

    /** Answers that came with the command, good for what follows in this frame. */
    void lookedAhead(int frame, List<Ahead> answers) {
        aheadFrame = frame;
        answers.forEach(answer -> ahead.put(answer.node(), answer.answers()));
    }

    /** From here on data may have changed, so what was answered ahead may be wrong. */
    void forgetAhead() {
        ahead.clear();
    }

    Optional<List<Evaluated>> answersAhead(int frame, String node) {
        return frame == aheadFrame ? Optional.ofNullable(ahead.get(node)) : Optional.empty();
    }

    /** Lets every token go as far as it can. */
    void run() {
        int transitions = 0;
        for (Arrival next = arrivals.poll(); next != null; next = arrivals.poll()) {
            if (state.frames.get(next.frame()).mode() != Frame.Mode.RUNNING || state.hasEnded()) {
                continue;
            }
            if (++transitions > TRANSITIONS_MAX) {
                forward.queueAgain(next);
            } else {
                forward.enter(next);
            }
        }
    }

    Decision decision(Reply reply) {
        return new Decision(events, effects, reply);
    }

    /** The idempotency key of an entry's visit (saga-semantics 2.1). */
    String keyOf(Entry entry) {
        return Keys.of(state.id(), state.header().run(), layout.pathOf(entry.node()), entry.visit());
    }

    Entry entry(int number) {
        return state.log.get(number);
    }

    /** Whether the execution goes back, or has done so. */
    boolean isGoingBack() {
        return state.standing().cause().isPresent();
    }

    boolean isPastPivot() {
        return state.standing().pastPivot();
    }

    /** What role counts: a step without one is retriable in a saga (registration allows it behind a pivot only). */
    Role roleOf(Role declared) {
        return declared == Role.PLAIN && !layout.isFlow() ? Role.RETRIABLE : declared;
    }

    /** Whether there is anything to undo for an entry now or after its visit ends. */
    boolean isUndoable(Entry entry) {
        boolean effect = entry.state() == EntryState.DONE
                || (entry.state() == EntryState.MAYBE && (isRunning(entry) || entry.doubt()));
        return effect && canUndo(entry);
    }

    boolean canUndo(Entry entry) {
        return entry.role() == Role.COMPENSATABLE && (entry.child() || isUndoneByTask(entry));
    }

    /** Whether the undo of an entry is a call; that of a child without one is the child's own way back. */
    boolean isUndoneByTask(Entry entry) {
        return layout.undoOf(entry.node()).isPresent();
    }

    boolean isRunning(Entry entry) {
        return entry.isForwardRunning();
    }
}
