package dev.baton.engine;

import dev.baton.store.HandedOver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: an attempt, an undo or a probe. Thread-safe: its own thread, the watch over time-outs and the
 * partition's thread meet here.
 */
final class Attempt {
    private enum State {
        WAITING,
        RUNNING,
        /** Given up; a late answer may still come. */
        TIMED_OUT,
        OVER
    }

    private final Work work;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile boolean cancelled;
    private volatile Instant deadline = Instant.MAX;
    private volatile Instant lastBeat = Instant.MAX;
    private volatile Instant givenUpAt = Instant.MAX;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Attempt before;
    private volatile @Nullable HandedOver handedOver;
    private @Nullable Runnable next;
    private boolean gone;
    private volatile boolean insideGate;

    Attempt(Work work) {
        this.work = work;
    }

    Work work() {
        return work;
    }

    String step() {
        return work.step();
    }

    int number() {
        return work.attempt();
    }

    Instant deadline() {
        return deadline;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Tells it to stop. True if it has not begun, and now never will. */
    boolean cancel() {
        cancelled = true;
        return state.compareAndSet(State.WAITING, State.OVER);
    }

    /** Begins the call; false if it was cancelled before. */
    boolean begin(Instant now) {
        deadline = now.plus(work.timeout());
        lastBeat = now;
        return state.compareAndSet(State.WAITING, State.RUNNING);
    }

    void beat() {
        lastBeat = work.clock().instant();
    }

    /** Remembers who to interrupt. */
    void runsOn(@Nullable Thread thread) {
        this.thread = thread;
    }

    /** Whether an answer would be in time. */
    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    /** Ends it with an answer; false if it was given up before, so that the answer is a late one. */
    boolean answer() {
        return state.compareAndSet(State.RUNNING, State.OVER);
    }

    /** Why it has to be given up now; empty if it need not. The caller that gets a reason reports it. */
    Optional<String> giveUpIfDue(Instant now) {
        Optional<Duration> heartbeat = work.heartbeat();
        boolean late = !now.isBefore(deadline);
        boolean silent = heartbeat.isPresent() && !now.isBefore(lastBeat.plus(heartbeat.get()));
        if ((!late && !silent) || !state.compareAndSet(State.RUNNING, State.TIMED_OUT)) {
            return Optional.empty();
        }
        givenUpAt = now;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        return Optional.of(
                late
                        ? "It took longer than its timeout of " + work.timeout() + "."
                        : "Its heartbeat stayed away for " + heartbeat.orElseThrow() + ".");
    }

    /** Whether it was given up so long ago that nobody waits for its thread any more. */
    boolean isForgotten(Instant now, Duration patience) {
        return state.get() == State.TIMED_OUT && now.isAfter(givenUpAt.plus(patience));
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    void entered() {
        insideGate = true;
    }

    /** True once, if it holds a place among the calls that may run at the same time. */
    boolean leave() {
        synchronized (this) {
            boolean inside = insideGate;
            insideGate = false;
            return inside;
        }
    }

    /** Begins when the thread of an earlier call of the same visit has ended, or at once if it has. */
    void waitsFor(Attempt earlier, Runnable begin) {
        before = earlier;
        earlier.afterwards(begin);
    }

    /** The call whose thread it waits for. */
    @Nullable
    Attempt before() {
        return before;
    }

    private void afterwards(Runnable action) {
        synchronized (this) {
            if (!gone) {
                next = action;
                return;
            }
        }
        action.run();
    }

    /** Its thread has ended, or nobody waits for it any more. Gives what waited for that, once. */
    Optional<Runnable> end() {
        synchronized (this) {
            gone = true;
            Optional<Runnable> after = Optional.ofNullable(next);
            next = null;
            return after;
        }
    }

    boolean isGone() {
        synchronized (this) {
            return gone;
        }
    }

    /** Its partition goes to another engine, which then waits for its answer. False if it does not run. */
    boolean handOver(String member) {
        if (state.get() != State.RUNNING) {
            return false;
        }
        handedOver = new HandedOver(
                work.execution(),
                work.entry(),
                switch (work.kind()) {
                    case Work.Kind.Task task -> HandedOver.Kind.TASK;
                    case Work.Kind.Undo undo -> HandedOver.Kind.UNDO;
                    case Work.Kind.Probe probe -> HandedOver.Kind.PROBE;
                },
                work.attempt(),
                member);
        return true;
    }

    /** What the next owner was told of it. */
    Optional<HandedOver> handedOver() {
        return Optional.ofNullable(handedOver);
    }
}
