package dev.baton.engine;

import java.time.Duration;
import java.util.Optional;

/** What became of an HTTP call. */
sealed interface HttpAnswer {

    /**
     * The service answered.
     *
     * @param retryAfter the pause that it asked for
     */
    record Came(int status, Optional<Duration> retryAfter, byte[] body) implements HttpAnswer {}

    /** The service answered with more than the limit; the rest was not read. */
    record TooLarge(int status, long bytesMax) implements HttpAnswer {}

    /** No connection was made, so nothing was sent. */
    record NotSent(String why) implements HttpAnswer {}

    /** Something may have been sent, and no answer came. */
    record Lost(boolean timedOut, String why) implements HttpAnswer {}
}
