package dev.baton.engine;

import dev.baton.Definition;
import dev.baton.core.Decider;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The definitions that this engine knows: all that are stored, and which of them have their code here. Immutable. */
final class Registry implements Decider.Definitions {
    private final Map<Integer, Served> byNumber = new HashMap<>();
    private final Map<String, Map<Integer, Served>> byName = new HashMap<>();
    private final Map<String, Served> startable = new HashMap<>();

    Registry(Collection<Served> all) {
        for (Served served : all) {
            byNumber.put(served.number(), served);
            byName.computeIfAbsent(served.definition().name(), name -> new HashMap<>())
                    .put(served.definition().version(), served);
            if (served.bindings() != null) {
                startable.merge(
                        served.definition().name(),
                        served,
                        (one, other) ->
                                one.definition().version() > other.definition().version() ? one : other);
            }
        }
    }

    @Override
    public Definition find(String name, int version) {
        return served(name, version).definition();
    }

    Served served(String name, int version) {
        Served served = byName.getOrDefault(name, Map.of()).get(version);
        if (served == null) {
            throw new IllegalStateException("Definition '" + name + "' version " + version + " is not registered.");
        }
        return served;
    }

    Served served(int number) {
        Served served = byNumber.get(number);
        if (served == null) {
            throw new IllegalStateException("Definition number " + number + " is not registered.");
        }
        return served;
    }

    Collection<String> names() {
        return startable.keySet();
    }

    /** The longest time after its end that an execution may still be compensated. */
    Duration compensatableMax() {
        return byNumber.values().stream()
                .map(served -> served.definition().compensatableFor())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** The version that new executions get: the newest one whose code is here. */
    Optional<Served> startable(String name) {
        return Optional.ofNullable(startable.get(name));
    }

    /** Whether executions of this definition can be advanced here. */
    boolean serves(int number) {
        Served served = byNumber.get(number);
        return served != null && (served.bindings() != null || !UserCode.isNeededBy(served.definition()));
    }
}
