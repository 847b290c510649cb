package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.core.Decider;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that this engine knows: all that are stored, and which of them have their code here. One that another
 * engine registered since is read when it is met. Thread-safe.
 */
final class Registry implements Decider.Definitions {
    private final Supplier<List<Store.Registered>> stored;
    private final Map<Definition, Bindings> code;
    private volatile Known known;

    /**
     * @param stored reads what is stored now
     * @param code the user code that is here
     */
    Registry(Supplier<List<Store.Registered>> stored, Map<Definition, Bindings> code) {
        this.stored = stored;
        this.code = Map.copyOf(code);
        this.known = read();
    }

    /** What was stored at one moment. Immutable. */
    private record Known(
            Map<Integer, Served> byNumber, Map<String, Map<Integer, Served>> byName, Map<String, Served> startable) {}

    private Known read() {
        var byNumber = new HashMap<Integer, Served>();
        var byName = new HashMap<String, Map<Integer, Served>>();
        var startable = new HashMap<String, Served>();
        for (Store.Registered registered : stored.get()) {
            Definition definition = registered.definition();
            Served served = Served.of(registered.number(), definition, code.get(definition));
            byNumber.put(served.number(), served);
            byName.computeIfAbsent(definition.name(), name -> new HashMap<>()).put(definition.version(), served);
            if (served.bindings() != null) {
                startable.merge(definition.name(), served, Registry::newer);
            }
        }
        return new Known(byNumber, byName, startable);
    }

    private static Served newer(Served one, Served other) {
        return one.definition().version() > other.definition().version() ? one : other;
    }

    @Override
    public Definition find(String name, int version) {
        return served(name, version).definition();
    }

    Served served(String name, int version) {
        return met(
                known -> known.byName.getOrDefault(name, Map.of()).get(version), "'" + name + "' version " + version);
    }

    Served served(int number) {
        return met(known -> known.byNumber.get(number), "number " + number);
    }

    private Served met(Function<Known, @Nullable Served> look, String what) {
        Served served = look.apply(known);
        if (served == null) {
            Known now = read();
            known = now;
            served = look.apply(now);
        }
        if (served == null) {
            throw new IllegalStateException("Definition " + what + " is not registered.");
        }
        return served;
    }

    /** Those whose code is here. */
    List<Served> withCode() {
        return known.byNumber.values().stream()
                .filter(served -> served.bindings() != null)
                .toList();
    }

    Collection<String> names() {
        return known.startable.keySet();
    }

    /** The longest time after its end that an execution may still be compensated. */
    Duration compensatableMax() {
        known = read(); // other engines may have registered more
        return known.byNumber.values().stream()
                .map(served -> served.definition().compensatableFor())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** The version that new executions get: the newest one whose code is here. */
    Optional<Served> startable(String name) {
        return Optional.ofNullable(known.startable.get(name));
    }

    /** Whether executions of this definition can be advanced here. */
    boolean serves(int number) {
        Served served = served(number);
        return served.bindings() != null || !UserCode.isNeededBy(served.definition());
    }
}
