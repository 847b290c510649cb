package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.Incident;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Resolution;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Engines one after the other, in virtual time, on what the one before left in memory. One that loads a lethal execution
 * dies of it: it hears nothing of the store or the clock any more.
 */
final class MortalEngines {
    private static final Duration TTL = Duration.ofSeconds(5);

    private final Saga<?, ?>[] sagas;
    final Set<ExecutionId> lethal = new HashSet<>();
    /** The keys that were loaded together, each time. */
    final List<Set<Long>> loads = new ArrayList<>();
    /** How long after loading a lethal execution an engine dies. */
    Duration agony = Duration.ZERO;
    /** Executions that no store answers for. */
    final Set<ExecutionId> unanswered = new HashSet<>();
    /** What was marked, one after the other; empty where nothing was. */
    final List<Optional<Long>> marked = new ArrayList<>();
    /** What was marked when the last engine died. */
    final Set<Long> markedAtDeath = new HashSet<>();

    private final Map<Integer, Optional<Long>> marks = new HashMap<>();
    private VirtualClock clock = new VirtualClock();
    private InMemoryStore store;
    private boolean dead;
    /** Loads of what was not marked. */
    int unmarkedLoads;

    MortalEngines(int partitions, Saga<?, ?>... sagas) {
        this.sagas = sagas;
        this.store = new InMemoryStore(partitions, clock);
    }

    /** The next engine, in a new process: the one before is dead, if it was not closed. */
    Baton next() {
        return nextAfter(Duration.ZERO);
    }

    Baton nextAfter(Duration pause) {
        clock = new VirtualClock(clock.instant().plus(pause));
        if (!dead) {
            store = store.copy();
        }
        dead = false;
        marks.clear();
        loads.clear();
        marked.clear();
        unmarkedLoads = 0;
        return Baton.builder().store(mortal()).register(sagas).clock(clock).start();
    }

    /** Has so many owners of each partition die, as if of something else. */
    void die(int times) {
        for (int i = 0; i < times; i++) {
            for (int partition = 0; partition < store.partitions(); partition++) {
                store.claim(partition, "engine-" + i, TTL);
            }
            store = store.copy();
        }
    }

    /** So many engines die of what they load. */
    void dieOfIt(int times) {
        for (int i = 0; i < times; i++) {
            next();
            finish();
            assertThat(dead).isTrue();
        }
    }

    /** Has an owner of the first partition die while it has something marked. */
    void dieWith(ExecutionId id) {
        store = store.copy();
        Lease lease = store.claim(0, "accuser", TTL).orElseThrow();
        assertThat(store.mark(lease, Optional.of(key(id)))).isTrue();
        store = store.copy();
    }

    void finish() {
        clock.finish();
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    boolean isDead() {
        return dead;
    }

    InMemoryStore store() {
        return store;
    }

    long key(ExecutionId id) {
        return store.locate(List.of(id)).values().iterator().next().key();
    }

    static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }

    static Incident onlyIncident(Baton baton) {
        assertThat(incidents(baton)).hasSize(1);
        return incidents(baton).getFirst();
    }

    /** As an operator's answer, without waiting for what comes of it. */
    static void retry(Baton baton, Incident stopped) {
        var retry = new Command.AnswerIncident(
                stopped.seen().number(),
                stopped.seen().version(),
                new Resolution.Retry(Optional.empty()),
                "alice",
                "mended");
        var order = new Message.Order(stopped.seen().execution(), retry, new CompletableFuture<>());
        ((RunningBaton) baton).partition(0).inbox.add(order);
    }

    /** What the next owner of a partition would find. */
    Lease found(int partition) {
        return store.copy().claim(partition, "nobody", TTL).orElseThrow();
    }

    private Store mortal() {
        InMemoryStore alive = store;
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "load" -> loading(alive, keys(arguments[0]));
                        case "mark" -> {
                            Optional<Long> key = ((Optional<?>) arguments[1]).map(Long.class::cast);
                            marks.put(((Lease) arguments[0]).partition(), key);
                            marked.add(key);
                        }
                        default -> {
                            // It cannot die of that.
                        }
                    }
                    return answer(alive, method, arguments);
                });
    }

    private static Set<Long> keys(Object argument) {
        Set<Long> keys = new HashSet<>();
        if (argument instanceof Collection<?> several) {
            several.forEach(key -> keys.add((Long) key));
        } else {
            keys.add((Long) argument);
        }
        return keys;
    }

    private void loading(InMemoryStore alive, Set<Long> keys) {
        loads.add(keys);
        if (!markedNow().containsAll(keys)) {
            unmarkedLoads++;
        }
        if (isAmong(unanswered, keys, alive)) {
            throw new StoreUnavailableException("The store does not answer for this one, as the test wants.");
        }
        if (isAmong(lethal, keys, alive) && agony.isZero()) {
            die(alive);
            throw new StoreUnavailableException("This engine died of what it loaded, as the test wants.");
        } else if (isAmong(lethal, keys, alive)) {
            clock.schedule(clock.instant().plus(agony), () -> die(alive));
        }
    }

    private static boolean isAmong(Set<ExecutionId> ids, Set<Long> keys, InMemoryStore alive) {
        return alive.locate(ids).values().stream().anyMatch(one -> keys.contains(one.key()));
    }

    private Set<Long> markedNow() {
        Set<Long> now = new HashSet<>();
        marks.values().forEach(mark -> mark.ifPresent(now::add));
        return now;
    }

    private void die(InMemoryStore alive) {
        if (!dead) {
            markedAtDeath.clear();
            markedAtDeath.addAll(markedNow());
            store = alive.copy();
            alive.down(true);
            dead = true;
        }
    }

    private static Object answer(Object of, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
