package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Call;
import dev.baton.ContextHandler;
import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.Step;
import dev.baton.core.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of all partitions: handlers on virtual threads, services over HTTP, each under the limit of its task
 * and the time-out of its attempt. Thread-safe.
 */
final class TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);
    private static final Duration HELD_BACK = Duration.ofMillis(250);

    private final EngineClock clock;
    private final Limits limits;
    private final Evaluations evaluations;
    private final LocalCalls local;
    private final HttpCalls http;
    private final Executor threads;
    private final Map<String, ContextHandler<Object, Object>> stubs;
    private final Map<String, TaskGate> gates = new ConcurrentHashMap<>();
    private final Map<Place, Attempt> running = new ConcurrentHashMap<>();
    private final Map<Place, String> reasons = new ConcurrentHashMap<>();
    /** Calls that cannot be made here, for lack of their code. */
    private final Map<Place, Work> unserved = new ConcurrentHashMap<>();

    private final AttemptWatch watch;
    private volatile boolean closing;

    /** A visit, which makes one call at a time. */
    private record Place(ExecutionId execution, int entry) {}

    TaskRunner(
            EngineClock clock,
            Limits limits,
            Contracts contracts,
            LocalCalls local,
            HttpCalls http,
            Executor threads,
            Map<String, ContextHandler<Object, Object>> stubs) {
        this.clock = clock;
        this.limits = limits;
        this.evaluations = new Evaluations(contracts, threads);
        this.local = local;
        this.http = http;
        this.threads = threads;
        this.stubs = Map.copyOf(stubs);
        this.watch = new AttemptWatch(clock, running.values(), this::gone);
    }

    /** Makes a call as soon as its turn comes. */
    void invoke(Work work) {
        if (closing) {
            return;
        }
        var place = new Place(work.execution(), work.entry());
        if (!isServed(work)) {
            reasons.put(place, work.served().unserved());
            unserved.put(place, work);
            return;
        }
        var attempt = new Attempt(work);
        Attempt before = running.put(place, attempt);
        if (before == null) {
            admit(attempt);
        } else {
            attempt.waitsFor(before, () -> admit(attempt));
        }
    }

    /** Whether the code that a call needs is here. */
    boolean isServed(Work work) {
        Bindings bindings = work.served().bindings();
        return (bindings != null && bindings.steps().containsKey(work.step()))
                || HttpCalls.callOf(work).isPresent();
    }

    private void admit(Attempt attempt) {
        if (attempt.isWaiting()) {
            gate(attempt.work().task()).enter(() -> {
                attempt.entered();
                launch(attempt);
            });
        }
    }

    private TaskGate gate(String task) {
        TaskGate gate = gates.get(task);
        return gate == null ? gates.computeIfAbsent(task, name -> new TaskGate(limits.tasksAtOnce(name))) : gate;
    }

    private void launch(Attempt attempt) {
        Optional<Call.Http> call =
                stubs.containsKey(attempt.work().task()) ? Optional.empty() : HttpCalls.callOf(attempt.work());
        if (closing || !attempt.isWaiting() || attempt.work().isOutdated()) {
            gone(attempt);
        } else if (!attempt.work().isSafe()) {
            holdBack(attempt, "The right to this partition is being prolonged.");
        } else if (call.isPresent() && !http.admits(call.get())) {
            holdBack(attempt, "The service at " + call.get().url() + " does not answer; calls are held back.");
        } else {
            threads.execute(() -> run(attempt, call));
        }
    }

    /** Tries again shortly; costs no attempt, since nothing was called. */
    private void holdBack(Attempt attempt, String reason) {
        var place = new Place(attempt.work().execution(), attempt.work().entry());
        reasons.put(place, reason);
        clock.schedule(clock.instant().plus(HELD_BACK), () -> {
            reasons.remove(place);
            launch(attempt);
        });
    }

    private void run(Attempt attempt, Optional<Call.Http> call) {
        if (!attempt.begin(clock.instant())) {
            call.ifPresent(http::release);
            gone(attempt);
            return;
        }
        if (!attempt.work().isSafe()) {
            // The partition was given up since it was launched.
            if (attempt.answer()) {
                Failure late = Failure.of(Failure.CANCELLED, "Its engine gave the partition up before it was called.");
                attempt.work().fail(Outcome.UNAVAILABLE, late, Optional.empty());
            }
            call.ifPresent(http::release);
            gone(attempt);
            return;
        }
        Claim claim = attempt.work().claim();
        if (claim != null) {
            claim.begin();
        }
        watch.begin();
        try {
            if (call.isPresent()) {
                http.call(attempt, call.get(), () -> gone(attempt));
            } else {
                callHere(attempt);
            }
        } catch (RuntimeException | Error e) {
            // A handler's own failures are reported; this one is of Baton, of a mapper, or of a schema that is none.
            Failure failure = Failure.of(e);
            if (attempt.answer()) {
                attempt.work().fail(Outcome.UNKNOWN, failure, Optional.empty());
            }
            gone(attempt);
            log.error("Bug: a call could not be made or reported. Its outcome is unknown. [BATON-901]", e);
        }
    }

    private void callHere(Attempt attempt) {
        attempt.runsOn(Thread.currentThread());
        try {
            local.call(attempt, step(attempt.work()), stubs.get(attempt.work().task()));
        } finally {
            attempt.runsOn(null);
            Thread.interrupted();
        }
        gone(attempt);
    }

    private static Step<?, ?> step(Work work) {
        Bindings bindings = work.served().bindings();
        Step<?, ?> step = bindings == null ? null : bindings.steps().get(work.step());
        if (step == null) {
            throw new IllegalStateException("Bug: step '" + work.step() + "' has no handler here. [BATON-901]");
        }
        return step;
    }

    /** The call is over, and so is its thread: the next of its visit, and of its task, may begin. */
    private void gone(Attempt attempt) {
        watch.forget(attempt);
        Optional<Runnable> next = attempt.end();
        running.remove(new Place(attempt.work().execution(), attempt.work().entry()), attempt);
        attempt.work().partition().over(attempt);
        if (attempt.leave()) {
            gate(attempt.work().task()).leave();
        }
        Claim claim = attempt.work().claim();
        if (claim != null && claim.hasBegun()) {
            claim.over();
        }
        next.ifPresent(Runnable::run);
    }

    /** Tells what runs for an entry to stop. What has not begun is over at once, without effect. */
    void stop(ExecutionId execution, int entry) {
        var place = new Place(execution, entry);
        reasons.remove(place);
        Work waits = unserved.remove(place);
        Attempt attempt = running.get(place);
        if (attempt != null && attempt.cancel()) {
            leave(place, attempt);
            waits = attempt.work();
        }
        if (waits != null) {
            Claim claim = waits.claim();
            if (claim != null) {
                claim.over();
            }
            Failure stopped = Failure.of(Failure.CANCELLED, "It was stopped before it was called.");
            waits.fail(Outcome.UNAVAILABLE, stopped, Optional.empty());
        }
    }

    /** What waited will not be called; what it waited for keeps its place until its thread has ended. */
    private void leave(Place place, Attempt attempt) {
        Attempt before = attempt.before();
        if (before == null) {
            running.remove(place, attempt);
        } else if (running.replace(place, attempt, before) && before.isGone()) {
            running.remove(place, before);
        }
    }

    /** The entries of an execution for which an answer will come, since their calls are under way or wait here. */
    Set<Integer> held(ExecutionId execution) {
        Set<Integer> held = new HashSet<>();
        running.forEach((place, attempt) -> {
            boolean dropped = attempt.isWaiting() && attempt.work().isOutdated();
            if (place.execution().equals(execution) && !dropped && !watch.isStray(attempt)) {
                held.add(place.entry());
            }
        });
        for (Place place : unserved.keySet()) {
            if (place.execution().equals(execution)) {
                held.add(place.entry());
            }
        }
        return held;
    }

    /** A partition is not owned here any more: what waited for its code waits elsewhere. */
    void forget(Partition partition) {
        unserved.forEach((place, work) -> {
            if (work.partition().equals(partition) && unserved.remove(place, work)) {
                reasons.remove(place);
            }
        });
    }

    /** The calls of a partition that run on here though it goes to another engine. No other begins any more. */
    List<Attempt> handOver(Partition partition, String member) {
        return running.values().stream()
                .filter(attempt -> attempt.work().partition().equals(partition)
                        && attempt.work().claim() == null
                        && attempt.handOver(member))
                .toList();
    }

    /** What user code is asked beside its handlers. */
    Evaluations evaluations() {
        return evaluations;
    }

    /** Why the call of an entry is not being made, if there is a reason. */
    Optional<String> reason(ExecutionId execution, int entry) {
        return Optional.ofNullable(reasons.get(new Place(execution, entry)));
    }

    /** Whether a call of an entry is under way here, or waits for its turn. */
    boolean isHere(ExecutionId execution, int entry) {
        return running.containsKey(new Place(execution, entry));
    }

    /** Whether the call of an entry waits until others of its task are done. */
    boolean isQueued(ExecutionId execution, int entry) {
        Attempt attempt = running.get(new Place(execution, entry));
        return attempt != null && attempt.isWaiting();
    }

    /** How many calls wait for others to end. */
    int queued() {
        int queued = 0;
        for (TaskGate gate : gates.values()) {
            queued += gate.waiting();
        }
        return queued;
    }

    /** Begins nothing more. */
    void stopBeginning() {
        closing = true;
    }

    /** How many calls are under way. */
    int underWay() {
        return (int) running.values().stream()
                .filter(attempt -> !attempt.isWaiting() && !watch.isStray(attempt))
                .count();
    }
}
