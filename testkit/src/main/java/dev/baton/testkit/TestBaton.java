package dev.baton.testkit;

import dev.baton.BatonClient;
import dev.baton.ExecutionDetails;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Handler;
import dev.baton.HistoryEvent;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.engine.Baton;
import dev.baton.engine.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole engine in one thread, in memory, in virtual time: nothing sleeps, and time moves only by {@link #advance}. Not
 * thread-safe. Two runs with the same calls do the same things in the same order.
 *
 * <p>Handlers are called for real, unless {@link #replacing} puts a stub in their place; so are services over HTTP, which
 * a test better replaces.
 */
public final class TestBaton implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Baton.Builder builder = Baton.builder().store(store).clock(clock);
    private @Nullable Baton baton;

    private TestBaton(Saga<?, ?>... sagas) {
        builder.register(sagas);
    }

    /** An engine that knows these sagas, and the children that they use. It starts with its first execution. */
    public static TestBaton with(Saga<?, ?>... sagas) {
        return new TestBaton(sagas);
    }

    /**
     * Puts a stub in the place of a step's work. Its compensation stays.
     *
     * @throws IllegalStateException if something was started already
     */
    public <I, O> TestBaton replacing(Step<I, O> step, Handler<? super I, ? extends O> stub) {
        builderBeforeStart().replacing(step, stub);
        return this;
    }

    /**
     * Replaces the engine's limits.
     *
     * @throws IllegalStateException if something was started already
     */
    public TestBaton limits(Limits limits) {
        builderBeforeStart().limits(limits);
        return this;
    }

    private Baton.Builder builderBeforeStart() {
        if (baton != null) {
            throw new IllegalStateException("A test engine is set up before its first execution is started.");
        }
        return builder;
    }

    private Baton running() {
        Baton running = baton;
        if (running == null) {
            running = builder.start();
            baton = running;
            clock.finish();
        }
        return running;
    }

    /** Starts an execution and runs until it waits or ends. */
    public <I, O> ExecutionHandle<O> start(Saga<I, O> saga, ExecutionId id, I input) {
        ExecutionHandle<O> handle = client().start(saga, id, input, StartOptions.defaults());
        clock.finish();
        return handle;
    }

    /** Delivers a signal and runs until the execution waits or ends. */
    public <T> void signal(ExecutionHandle<?> execution, Signal<T> signal, T value) {
        client().signal(execution.id(), signal, value);
        clock.finish();
    }

    /** Moves time on, firing every timer on the way. */
    public void advance(Duration duration) {
        running();
        clock.advance(duration);
    }

    /** What o'clock it is. */
    public Instant now() {
        return clock.instant();
    }

    /** The steps that were compensated, in that order. */
    public List<String> compensated(ExecutionHandle<?> execution) {
        var steps = new ArrayList<String>();
        for (HistoryEvent event : history(execution)) {
            if (event.kind().equals("TaskCompensated") && !event.details().contains("\"gaps\":true")) {
                event.step().ifPresent(steps::add);
            }
        }
        return steps;
    }

    /** What happened, in order. */
    public List<HistoryEvent> history(ExecutionHandle<?> execution) {
        var events = new ArrayList<HistoryEvent>();
        Optional<String> next = Optional.empty();
        do {
            Page<HistoryEvent> page = client().history(execution.id(), new Paging(next, 200));
            events.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return events;
    }

    /** Everything about an execution, such as what it waits for. */
    public ExecutionDetails look(ExecutionHandle<?> execution) {
        return client().get(execution.id());
    }

    /** For all that has no shorter way here. */
    public BatonClient client() {
        return running().client();
    }

    @Override
    public void close() {
        if (baton != null) {
            baton.close();
        }
    }
}
