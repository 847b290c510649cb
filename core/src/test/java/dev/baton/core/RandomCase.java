package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A random saga and what goes wrong with it; equal for equal seed and size.
 *
 * @param definitions as registered, the root first
 * @param nodes of all of them, by name
 */
record RandomCase(
        long seed,
        int size,
        List<Definition> definitions,
        Map<String, Node> nodes,
        Map<String, List<String>> repeaters,
        RandomTrouble trouble) {

    static RandomCase of(long seed, int size) {
        var random = new Random(seed * 0x9E3779B97F4A7C15L + size);
        RandomSaga.Made made = RandomSaga.make(random, size);
        List<Definition> registered = Checking.accepted(new Registration(List.of()).add(made.definitions()));
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (Definition definition : registered) {
            new DefinitionIndex(definition)
                    .places()
                    .forEach(place -> nodes.put(place.node().name(), place.node()));
        }
        RandomTrouble trouble = RandomTrouble.make(random, made, new ArrayList<>(nodes.values()));
        return new RandomCase(seed, size, registered, nodes, made.repeaters(), trouble);
    }

    Definition definition(String name) {
        return definitions.stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Whether a lost call may need an undo more and changes nothing else: nothing depends on how long something takes or
     * on whether there is something to undo.
     */
    boolean isSequential() {
        boolean timed = trouble.cancel().isPresent()
                || trouble.compensate().isPresent()
                || trouble.mends()
                || !trouble.undos().isEmpty()
                || !trouble.signals().isEmpty()
                || definitions.getFirst().deadline().isPresent();
        return !timed
                && nodes.values().stream().noneMatch(node -> switch (node) {
                    case Node.Parallel parallel -> parallel.branches().size() > 1;
                    case Node.ForEach each -> each.concurrencyMax() > 1;
                    case Node.Child child -> child.timeout().isPresent();
                    default -> false;
                });
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }
}
