package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While two releases run, an engine meets what only the newer one can read. */
@Timeout(60)
class NewerRecordTest {
    private static final ExecutionId ID = ExecutionId.of("order-1");

    private final Signal<Integer> go = Signal.named("go", Integer.class);
    private final Saga<Integer, Integer> waits =
            Saga.named("waits", Integer.class, Integer.class).define((saga, number) -> saga.receive(go));
    private final InMemoryStore store = new InMemoryStore(1, EngineClock.system());

    @Test
    void thePartitionIsGivenToAnEngineThatReadsItAndNothingIsStopped() throws Exception {
        try (Baton newer = engine(store)) {
            newer.client().start(waits, ID, 1);
        }
        try (Baton older = engine(asAnOlderReleaseReadsIt())) {
            Await.until(() -> older.partitionsOwned() == 1);
            // It has to be loaded for that.
            var said = CompletableFuture.runAsync(() -> older.client().signal(ID, go, 7));
            Await.until(() -> older.partitionsOwned() == 0);
            try (Baton newer = engine(store)) {
                said.get(Await.SOON.toSeconds(), TimeUnit.SECONDS);
                assertThat(newer.client().execution(waits, ID).result(Await.SOON))
                        .isEqualTo(7);
                assertThat(newer.partitionsOwned()).isOne();
                assertThat(older.partitionsOwned()).isZero();
                assertThat(newer.client()
                                .incidents(IncidentFilter.defaults().all(), Paging.defaults())
                                .items())
                        .isEmpty();
            }
        }
    }

    private Baton engine(Store where) {
        return Baton.builder().store(where).register(waits).start();
    }

    private Store asAnOlderReleaseReadsIt() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(store, arguments);
                        return method.getName().equals("load") && answer instanceof Map<?, ?> all ? newer(all) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The first byte of a chunk is its format. */
    private static Map<Object, Object> newer(Map<?, ?> all) {
        var written = new HashMap<Object, Object>();
        all.forEach((key, value) -> {
            var stored = (Store.Stored) value;
            var chunks = stored.chunks().stream()
                    .map(chunk -> {
                        byte[] events = chunk.events().clone();
                        events[0] = (byte) (EventCodec.FORMAT + 1);
                        return new Batch.Chunk(chunk.key(), chunk.seq(), events);
                    })
                    .toList();
            written.put(key, new Store.Stored(stored.execution(), stored.snapshot(), chunks));
        });
        return written;
    }
}
