package dev.baton.engine;

import dev.baton.core.Command;
import dev.baton.core.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What came for a stopped execution. Results before timers, so that no time-out beats an answer. Timers are as many as the
 * execution has.
 */
final class Parked {
    /** Commands that are kept for one execution; what is lost is asked for again when it goes on. */
    private static final int MAX = 1_000;

    private final Set<Message> orders = new LinkedHashSet<>();
    private final Set<Message> timers = new LinkedHashSet<>();
    /** What is said by letters that are kept. */
    private final Set<Command> said = new HashSet<>();
    /** Letters for which there was no room: they are read again when the execution goes on. */
    private final List<Long> left = new ArrayList<>();

    void keep(Message.Fired fired) {
        timers.add(fired);
    }

    /** A letter that says no more than one that is kept is taken: a call on a queue is given up as lost again and again. */
    void keep(Turn turn, Message.Order order) {
        if (orders.contains(order)) {
            return; // its turn is decided again
        }
        if (!(order.asker() instanceof Asker.ByLetter letter)) {
            add(order);
        } else if (order.command() instanceof Command.FromRunner && said.contains(order.command())) {
            turn.answer(letter, new Reply.Accepted());
        } else if (add(order)) {
            said.add(order.command());
        } else {
            left.add(letter.number());
        }
    }

    private boolean add(Message.Order order) {
        return orders.size() < MAX && orders.add(order);
    }

    List<Long> left() {
        return left;
    }

    List<Message> all() {
        List<Message> all = new ArrayList<>(orders);
        all.addAll(timers);
        return all;
    }
}
