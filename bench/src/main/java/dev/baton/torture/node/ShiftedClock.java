package dev.baton.torture.node;

import dev.baton.engine.EngineClock;
import java.time.Duration;
import java.time.Instant;

/** A clock that is wrong by a constant. */
record ShiftedClock(EngineClock right, Duration ahead) implements EngineClock {
    @Override
    public Instant instant() {
        return right.instant().plus(ahead);
    }

    @Override
    public Alarm schedule(Instant due, Runnable action) {
        return right.schedule(due.minus(ahead), action);
    }
}
