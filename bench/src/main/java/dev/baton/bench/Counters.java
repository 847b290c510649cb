package dev.baton.bench;

/**
 * What the engines have used and done so far.
 *
 * @param bytes sent towards the disk, or to the database
 * @param undos that ran
 */
record Counters(long cpuNanos, long storeCpuNanos, long bytes, long commits, long undos) {
    static final Counters NONE = new Counters(0, 0, 0, 0, 0);

    /** Of this process. */
    static Counters of(CountingStore store, long undos) {
        return new Counters(
                ProcessIo.cpuNanos(), store.cpuNanos(), ProcessIo.bytesWritten().orElse(0), store.commits(), undos);
    }

    Counters plus(Counters other) {
        return new Counters(
                cpuNanos + other.cpuNanos,
                storeCpuNanos + other.storeCpuNanos,
                bytes + other.bytes,
                commits + other.commits,
                undos + other.undos);
    }

    Counters minus(Counters other) {
        return new Counters(
                cpuNanos - other.cpuNanos,
                storeCpuNanos - other.storeCpuNanos,
                bytes - other.bytes,
                commits - other.commits,
                undos - other.undos);
    }

    /** As {@link #parse} reads it. */
    String words() {
        return cpuNanos + " " + storeCpuNanos + " " + bytes + " " + commits + " " + undos;
    }

    static Counters parse(String[] words, int from) {
        return new Counters(
                Long.parseLong(words[from]),
                Long.parseLong(words[from + 1]),
                Long.parseLong(words[from + 2]),
                Long.parseLong(words[from + 3]),
                Long.parseLong(words[from + 4]));
    }
}
