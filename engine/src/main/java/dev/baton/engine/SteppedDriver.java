package dev.baton.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Drives a {@link PartitionLoop} by pieces of work on the one thread of a {@link SteppedClock}. */
final class SteppedDriver implements LoopDriver {
    private final SteppedClock clock;
    private final Committer committer;
    private @Nullable PartitionLoop loop;
    private EngineClock.@Nullable Alarm alarm;
    private Instant alarmAt = Instant.MAX;
    private boolean queued;
    private boolean open = true;

    SteppedDriver(SteppedClock clock, Committer committer) {
        this.clock = clock;
        this.committer = committer;
    }

    @Override
    public void add(PartitionLoop added) {
        loop = added;
    }

    @Override
    public Committer committer() {
        return committer;
    }

    @Override
    public void begin() {
        queue();
    }

    private void queue() {
        if (!queued && open) {
            queued = true;
            clock.execute(this::step);
        }
    }

    private void step() {
        queued = false;
        PartitionLoop driven = loop;
        if (!open || driven == null) {
            return;
        }
        int decided = driven.turn();
        if (decided > 0 || driven.hasLanded() || (driven.isOwned() && !driven.isQuiet())) {
            queue();
        } else {
            sleepUntil(driven.wakeAt());
        }
    }

    private void sleepUntil(Instant wakeAt) {
        if (alarm != null && alarmAt.equals(wakeAt)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = wakeAt;
        alarm = clock.schedule(wakeAt, () -> {
            alarm = null;
            queue();
        });
    }

    @Override
    public void arrived() {
        queue();
    }

    @Override
    public void wake() {
        queue();
    }

    @Override
    public void close() {
        open = false;
        if (alarm != null) {
            alarm.cancel();
        }
    }
}
