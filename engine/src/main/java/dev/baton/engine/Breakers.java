package dev.baton.engine;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * A breaker for each service that is called. While one is open, calls are held back and not made, so they cost no
 * attempt. Thread-safe.
 */
final class Breakers {
    private static final int WINDOW = 20;
    private static final int CALLS_MIN = 10;
    private static final int TRIALS = 3;
    private static final float FAILURES_PERCENT = 80;
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final Duration TRIAL_WAIT = Duration.ofSeconds(10);

    private final CircuitBreakerRegistry registry;

    Breakers(EngineClock clock) {
        registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .clock(clock.withZone(ZoneOffset.UTC))
                .slidingWindow(WINDOW, CALLS_MIN, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILURES_PERCENT)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .maxWaitDurationInHalfOpenState(TRIAL_WAIT)
                .build());
    }

    /** Whether a call to this origin may be made now; one that may is followed by {@link #done} or {@link #release}. */
    boolean admits(String origin) {
        return registry.circuitBreaker(origin).tryAcquirePermission();
    }

    /** A call that was let through is not made. */
    void release(String origin) {
        registry.circuitBreaker(origin).releasePermission();
    }

    /** A call was made, and the service could be reached and worked, or not. */
    void done(String origin, boolean worked) {
        CircuitBreaker breaker = registry.circuitBreaker(origin);
        if (worked) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException("no answer"));
        }
    }
}
