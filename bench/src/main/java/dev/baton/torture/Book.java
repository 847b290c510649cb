package dev.baton.torture;

import dev.baton.shop.contract.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the cluster acknowledged, and what it never did. Thread-safe. */
final class Book {
    private final Map<String, Order> orders = new LinkedHashMap<>(); // guarded by this
    private final Set<String> talks = ConcurrentHashMap.newKeySet();
    private final Set<String> naps = ConcurrentHashMap.newKeySet();
    private final List<Answer> answers = new ArrayList<>(); // guarded by this
    private final List<String> failures = new ArrayList<>(); // guarded by this

    /**
     * An answer to a start.
     *
     * @param asked when it was first asked for, in nanoseconds of the monotonic clock
     * @param took until the answer, with all repeats
     */
    record Answer(long asked, Duration took) {}

    synchronized void ordered(Order order, Answer answer) {
        orders.put(order.order(), order);
        answers.add(answer);
    }

    void talked(String id) {
        talks.add(id);
    }

    void napped(String id) {
        naps.add(id);
    }

    synchronized void failed(String sentence) {
        failures.add(sentence);
    }

    synchronized List<Order> orders() {
        return List.copyOf(orders.values());
    }

    Set<String> talks() {
        return Set.copyOf(talks);
    }

    Set<String> naps() {
        return Set.copyOf(naps);
    }

    synchronized List<Answer> answers() {
        return List.copyOf(answers);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized int size() {
        return orders.size() + talks.size() + naps.size();
    }
}
