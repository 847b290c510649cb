package dev.baton.engine;

import dev.baton.Failure;
import dev.baton.core.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up attempts whose time is over. One whose thread runs on is a stray: what comes after it waits for its end, but
 * not for ever. Thread-safe.
 */
final class AttemptWatch {
    private static final Logger log = LoggerFactory.getLogger(AttemptWatch.class);
    /** How long the next call of a visit waits for the thread of one that was given up. */
    private static final Duration STRAY_PATIENCE = Duration.ofSeconds(30);

    private static final Duration EVERY = Duration.ofMillis(20);

    private final EngineClock clock;
    private final Collection<Attempt> running;
    private final Consumer<Attempt> gone;
    private final Set<Attempt> strays = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();

    /**
     * @param running those to watch; others may change it meanwhile
     * @param gone told about a stray that nobody waits for any more
     */
    AttemptWatch(EngineClock clock, Collection<Attempt> running, Consumer<Attempt> gone) {
        this.clock = clock;
        this.running = running;
        this.gone = gone;
    }

    /** Watches until nothing runs. */
    void begin() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            clock.schedule(clock.instant().plus(EVERY), this::look);
        }
    }

    /** Its thread has ended. */
    void forget(Attempt attempt) {
        strays.remove(attempt);
    }

    boolean isStray(Attempt attempt) {
        return strays.contains(attempt);
    }

    private void look() {
        try {
            look(clock.instant());
        } finally {
            watching.set(false);
            if (!running.isEmpty() || !strays.isEmpty()) {
                begin();
            }
        }
    }

    private void look(Instant now) {
        for (Attempt attempt : running) {
            attempt.giveUpIfDue(now).ifPresent(why -> giveUp(attempt, why));
        }
        for (Attempt stray : strays) {
            if (stray.isForgotten(now, STRAY_PATIENCE)) {
                log.atWarn()
                        .addKeyValue("execution", stray.work().execution())
                        .addKeyValue("step", stray.step())
                        .log("A handler does not end although it was interrupted. Its step goes on without it.");
                gone.accept(stray);
            }
        }
    }

    private void giveUp(Attempt attempt, String why) {
        strays.add(attempt);
        attempt.work().fail(Outcome.UNKNOWN, Failure.of(Failure.TIMEOUT, why), Optional.empty());
    }
}
