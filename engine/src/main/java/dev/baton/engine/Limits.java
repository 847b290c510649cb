package dev.baton.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an engine takes at most. Everything has a default that suits one application on a small machine.
 *
 * @param payloadBytesMax what one task, signal or saga takes or gives; 1 MiB
 * @param startsWaitingMax starts that wait for their partition; more are refused; 10,000
 * @param tasksWaitingMax tasks that wait for their turn in memory before starts are refused; 20,000
 * @param commandsPerTurnMax commands that one commit stores; 1,000
 * @param cacheBytesMax states kept in memory, for all partitions together; 64 MiB
 * @param tasksAtOnceMax calls of one task (by its name) at the same time; 1,000
 * @param tasksAtOnce the same for single tasks, by name
 * @param retention how long ended executions are kept; 30 days
 * @param endedMax how many ended executions are kept, in all partitions of the store together; {@link #UNBOUNDED}. When there
 *     are more, those that started first are removed before their time. It is about exact: what started within the last hour,
 *     or may still be compensated, is kept beside these, and so is what still ran when the others were counted, an hour after
 *     its start or whenever this engine began
 * @param leaseTtl after which a silent owner loses its partition; at least 2 s; 5 s
 * @param closing how long a closing engine waits for handlers; 30 s
 */
public record Limits(
        int payloadBytesMax,
        int startsWaitingMax,
        int tasksWaitingMax,
        int commandsPerTurnMax,
        long cacheBytesMax,
        int tasksAtOnceMax,
        Map<String, Integer> tasksAtOnce,
        Duration retention,
        long endedMax,
        Duration leaseTtl,
        Duration closing) {

    /** As an {@link #endedMax}: ended executions are removed by their age alone. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    private static final Duration LEASE_TTL_MIN = Duration.ofSeconds(2);

    public Limits {
        tasksAtOnce = Map.copyOf(tasksAtOnce);
        if (leaseTtl.compareTo(LEASE_TTL_MIN) < 0) {
            throw new IllegalArgumentException(
                    "An engine's lease of " + leaseTtl + " is too short: give it at least " + LEASE_TTL_MIN + ".");
        }
        atLeast(1, "payloadBytesMax", payloadBytesMax);
        atLeast(1, "startsWaitingMax", startsWaitingMax);
        atLeast(1, "tasksWaitingMax", tasksWaitingMax);
        atLeast(1, "commandsPerTurnMax", commandsPerTurnMax);
        atLeast(0, "cacheBytesMax", cacheBytesMax);
        atLeast(1, "tasksAtOnceMax", tasksAtOnceMax);
        tasksAtOnce.forEach((task, atOnce) -> atLeast(1, "tasksAtOnce of '" + task + "'", atOnce));
        atLeast(1, "endedMax", endedMax);
        atLeast(0, "retention in milliseconds", retention.toMillis());
        atLeast(0, "closing in milliseconds", closing.toMillis());
    }

    private static void atLeast(long min, String limit, long value) {
        if (value < min) {
            throw new IllegalArgumentException(limit + " of an engine is " + value + "; give it at least " + min + ".");
        }
    }

    /** What an engine does unless it is told otherwise. */
    public static Limits defaults() {
        return new Limits(
                1 << 20,
                10_000,
                20_000,
                1_000,
                64L << 20,
                1_000,
                Map.of(),
                Duration.ofDays(30),
                UNBOUNDED,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    /** The same with another limit of payloads, in bytes. */
    public Limits payloadBytes(int max) {
        return with(change -> change.payloadBytesMax = max);
    }

    /** The same with room for another number of waiting starts. */
    public Limits startsWaiting(int max) {
        return with(change -> change.startsWaitingMax = max);
    }

    /** The same with another bound of the states in memory, in bytes. */
    public Limits cacheBytes(long max) {
        return with(change -> change.cacheBytesMax = max);
    }

    /** The same with another number of calls at once of one task. */
    public Limits tasksAtOnce(String task, int max) {
        return with(change -> change.tasksAtOnce.put(task, max));
    }

    /** The same, keeping ended executions for another time. */
    public Limits retention(Duration kept) {
        return with(change -> change.retention = kept);
    }

    /** The same, keeping about so many ended executions at most, for all partitions of the store together. */
    public Limits endedMax(long max) {
        return with(change -> change.endedMax = max);
    }

    /** The same, where a silent owner loses its partitions after another time; at least 2 s. */
    public Limits leaseTtl(Duration ttl) {
        return with(change -> change.leaseTtl = ttl);
    }

    /** The same, where a closing engine waits for handlers for another time. */
    public Limits closing(Duration max) {
        return with(change -> change.closing = max);
    }

    private Limits with(Consumer<Change> what) {
        var change = new Change(this);
        what.accept(change);
        return new Limits(
                change.payloadBytesMax,
                change.startsWaitingMax,
                tasksWaitingMax,
                commandsPerTurnMax,
                change.cacheBytesMax,
                tasksAtOnceMax,
                change.tasksAtOnce,
                change.retention,
                change.endedMax,
                change.leaseTtl,
                change.closing);
    }

    /** What a user may change. */
    private static final class Change {
        private final Map<String, Integer> tasksAtOnce;
        private int payloadBytesMax;
        private int startsWaitingMax;
        private long cacheBytesMax;
        private Duration retention;
        private long endedMax;
        private Duration leaseTtl;
        private Duration closing;

        private Change(Limits was) {
            tasksAtOnce = new HashMap<>(was.tasksAtOnce);
            payloadBytesMax = was.payloadBytesMax;
            startsWaitingMax = was.startsWaitingMax;
            cacheBytesMax = was.cacheBytesMax;
            retention = was.retention;
            endedMax = was.endedMax;
            leaseTtl = was.leaseTtl;
            closing = was.closing;
        }
    }

    int tasksAtOnce(String task) {
        return tasksAtOnce.getOrDefault(task, tasksAtOnceMax);
    }
}
