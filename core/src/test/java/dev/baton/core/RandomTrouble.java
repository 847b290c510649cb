package dev.baton.core;

import dev.baton.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in one play of a {@link RandomSaga}: calls that fail, named by step and address; undos that fail; user
 * code that throws; and what somebody asks for at a certain time.
 *
 * @param calls by {@code <step>@<address>}
 * @param undos by {@code <step>@<address>}: how many attempts fail
 * @param throwing places of user code
 * @param cancel when somebody cancels
 * @param compensate when somebody asks for the way back, whatever the execution does then
 * @param signals when the signal of a receive arrives
 * @param mends whether an operator mends what is broken and says "retry" when nothing moves any more
 */
record RandomTrouble(
        Map<String, Fault> calls,
        Map<String, Integer> undos,
        List<String> throwing,
        Optional<Duration> cancel,
        Optional<Duration> compensate,
        Map<String, Duration> signals,
        boolean mends) {
    private static final int FOR_EVER = 1_000;

    /** How the first attempts of a visit end. */
    record Fault(Behaviour.Kind kind, int times) {}

    static RandomTrouble make(RandomGenerator random, RandomSaga.Made saga, List<Node> nodes) {
        Map<String, Fault> calls = new TreeMap<>();
        Map<String, Integer> undos = new TreeMap<>();
        var throwing = new ArrayList<String>();
        List<Node.Task> tasks = nodes.stream()
                .filter(Node.Task.class::isInstance)
                .map(Node.Task.class::cast)
                .toList();
        int wanted = random.nextInt(10);
        int points = wanted == 0 ? 0 : wanted < 7 ? 1 : wanted < 9 ? 2 : 4;
        for (int i = 0; i < points && !tasks.isEmpty(); i++) {
            Node.Task task = tasks.get(random.nextInt(tasks.size()));
            calls.put(task.name() + "@" + address(random, saga, task.name()), fault(random));
        }
        if (random.nextInt(4) == 0 && !tasks.isEmpty()) {
            String step = tasks.get(random.nextInt(tasks.size())).name();
            undos.put(step + "@" + address(random, saga, step), random.nextBoolean() ? 1 : FOR_EVER);
        }
        if (random.nextInt(20) == 0 && !nodes.isEmpty()) {
            throwing.add(nodes.get(random.nextInt(nodes.size())).name() + ".");
        }
        if (random.nextInt(100) == 0) {
            throwing.add("saga.result");
        }
        Map<String, Duration> signals = new HashMap<>();
        for (Node node : nodes) {
            if (node instanceof Node.Receive receive && random.nextInt(3) > 0) {
                signals.put(receive.signal(), time(random, 1_500));
            }
        }
        Optional<Duration> cancel =
                random.nextInt(4) == 0 ? Optional.of(time(random, 150 * (nodes.size() + 1))) : Optional.empty();
        Optional<Duration> compensate = random.nextInt(4) == 0 ? Optional.of(time(random, 60_000)) : Optional.empty();
        return new RandomTrouble(calls, undos, throwing, cancel, compensate, signals, random.nextBoolean());
    }

    private static String address(RandomGenerator random, RandomSaga.Made saga, String node) {
        var address = new StringBuilder(RandomPlay.INPUT);
        for (String repeater : saga.repeaters().getOrDefault(node, List.of())) {
            address.append('/').append(repeater).append(':').append(random.nextInt(3));
        }
        return address.toString();
    }

    private static Fault fault(RandomGenerator random) {
        int times = random.nextInt(5) == 0 ? 1 : FOR_EVER;
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> new Fault(Behaviour.Kind.REFUSE, FOR_EVER);
            case 4, 5 -> new Fault(Behaviour.Kind.LOST_BEFORE, times);
            case 6, 7 -> new Fault(Behaviour.Kind.LOST_AFTER, times);
            case 8 -> new Fault(Behaviour.Kind.UNAVAILABLE, times);
            default -> new Fault(Behaviour.Kind.UNREADABLE, FOR_EVER);
        };
    }

    private static Duration time(RandomGenerator random, int millis) {
        return Duration.ofNanos(1 + random.nextLong(millis * 1_000_000L));
    }
}
