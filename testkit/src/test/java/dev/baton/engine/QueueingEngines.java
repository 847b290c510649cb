package dev.baton.engine;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/** Engines on one store, which have the code of different sagas. */
abstract class QueueingEngines {
    static final Duration SOON = Await.SOON;
    static final int PARTITIONS = 4;

    final InMemoryStore store = new InMemoryStore(PARTITIONS, EngineClock.system());
    final List<Baton> engines = new ArrayList<>();
    final Queue<String> calls = new ConcurrentLinkedQueue<>();

    final Step<Integer, Integer> draw = step("draw").on("gpu");
    final Step<Integer, Integer> print = step("print");
    final Saga<Integer, Done> other = Saga.named("other", Integer.class).define((saga, number) -> saga.done());

    Step<Integer, Integer> step(String name) {
        return Step.named(name, Integer.class, Integer.class)
                .does((in, context) -> {
                    calls.add(name + " " + in);
                    return in + 1;
                })
                .compensatedBy(undo -> calls.add("undo " + name + " " + undo.input()));
    }

    @AfterEach
    void closeAll() {
        engines.forEach(Baton::close);
    }

    static ExecutionId id(int number) {
        return ExecutionId.of("picture-" + number);
    }

    static ExecutionId ofPartitionOf(Baton owner) {
        for (int i = 0; ; i++) {
            int partition = Inbox.partition(id(i), PARTITIONS);
            if (((RunningBaton) owner).partition(partition).ownership.isHeld()) {
                return id(i);
            }
        }
    }

    static String waits(Baton engine, ExecutionId id) {
        return engine.client().get(id).waits().toString();
    }

    /** As an engine does that is about to end. */
    static void stopTaking(Baton engine) {
        ((RunningBaton) engine).queueWorker().stopTaking();
    }

    Baton engine(Saga<?, ?>... sagas) {
        Baton engine = Baton.builder().store(store).register(sagas).start();
        engines.add(engine);
        return engine;
    }

    static int owned(Baton engine) {
        int owned = 0;
        for (int i = 0; i < PARTITIONS; i++) {
            owned += ((RunningBaton) engine).partition(i).ownership.isHeld() ? 1 : 0;
        }
        return owned;
    }
}
