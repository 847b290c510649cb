package dev.baton.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes short tags that do not repeat: by chance, or by counting where runs have to be the same each time. Thread-safe. */
final class Tags {
    private static final int RADIX = 36;

    private final boolean counted;
    private final AtomicLong last = new AtomicLong();

    Tags(EngineClock clock) {
        counted = clock instanceof SteppedClock;
    }

    String next() {
        return counted
                ? Long.toString(last.incrementAndGet(), RADIX)
                : Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), RADIX);
    }
}
