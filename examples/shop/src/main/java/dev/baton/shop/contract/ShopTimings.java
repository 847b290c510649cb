package dev.baton.shop.contract;

import java.time.Duration;

/**
 * The times that the callers and the faults of the shop must agree on.
 *
 * @param attemptTimeout how long a caller waits for an answer; the faults are longer or shorter than this
 */
public record ShopTimings(Duration attemptTimeout) {
    /** Short, so that a demo of some hundred orders ends within a minute or two. */
    public static final ShopTimings DEFAULT = new ShopTimings(Duration.ofMillis(1_500));

    private static final Duration BEYOND = Duration.ofMillis(700);

    public ShopTimings {
        if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
            throw new IllegalArgumentException("The attempts' timeout is " + attemptTimeout + ". Give more than zero.");
        }
    }

    /** How long a slow answer takes: well within the timeout. */
    public Duration late() {
        return attemptTimeout.dividedBy(4);
    }

    /** How long an answer or a call is held back when the caller is to time out. */
    public Duration beyond() {
        return attemptTimeout.plus(BEYOND);
    }

    /**
     * How long to wait before undoing a call with an unknown outcome at a service without a fence: longer than any call
     * is held back beyond its timeout.
     */
    public Duration settle() {
        return BEYOND.multipliedBy(3);
    }
}
