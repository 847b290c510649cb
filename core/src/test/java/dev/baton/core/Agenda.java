package dev.baton.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** The virtual time of a play, and what is due in it: in memory, which a crash loses, or outside of it. */
final class Agenda {
    private final PriorityQueue<Due> memory = new PriorityQueue<>(Due.ORDER);
    private final PriorityQueue<Due> outside = new PriorityQueue<>(Due.ORDER);
    private Instant now;
    private int sequence;

    Agenda(Instant start) {
        this.now = start;
    }

    /** Of what is due at the same time, the lowest number comes first. */
    record Due(Instant at, int sequence, Runnable action) {
        static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparingInt(Due::sequence);

        /** After everything else that is due at this time. */
        static Due last(Instant at, Runnable action) {
            return new Due(at, Integer.MAX_VALUE, action);
        }
    }

    Instant now() {
        return now;
    }

    /** Something that only memory knows. */
    void soon(Duration after, Runnable action) {
        memory.add(new Due(now.plus(after), sequence++, action));
    }

    /** Something that survives a crash. */
    void outside(Instant at, Runnable action) {
        outside.add(new Due(at, sequence++, action));
    }

    void loseMemory() {
        memory.clear();
    }

    /** What comes first, of this and of the timers. */
    Optional<Due> next(Stream<Due> timers) {
        return Stream.concat(Stream.of(memory, outside).flatMap(queue -> Stream.ofNullable(queue.peek())), timers)
                .min(Due.ORDER);
    }

    void take(Due due) {
        memory.remove(due);
        outside.remove(due);
        now = due.at().isAfter(now) ? due.at() : now;
        due.action().run();
    }
}
