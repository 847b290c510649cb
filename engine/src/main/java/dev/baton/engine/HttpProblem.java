package dev.baton.engine;

import dev.baton.Failure;
import dev.baton.core.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an answer that is no success says about the effect of the call.
 *
 * @param notBefore a pause that the service asked for
 */
record HttpProblem(Outcome outcome, Failure failure, Optional<Duration> notBefore) {

    static HttpProblem of(String asked, HttpAnswer answer) {
        return switch (answer) {
            case HttpAnswer.NotSent notSent ->
                new HttpProblem(
                        Outcome.UNAVAILABLE,
                        Failure.of(Failure.UNAVAILABLE, asked + " was not sent: " + notSent.why()),
                        Optional.empty());
            case HttpAnswer.Lost lost ->
                new HttpProblem(
                        Outcome.UNKNOWN,
                        Failure.of(
                                lost.timedOut() ? Failure.TIMEOUT : Failure.UNKNOWN,
                                asked + " was sent and not answered: " + lost.why()),
                        Optional.empty());
            case HttpAnswer.TooLarge tooLarge ->
                answered(asked, tooLarge.status(), "(an answer over the limit)", Optional.empty());
            case HttpAnswer.Came came -> answered(asked, came.status(), excerpt(came.body()), came.retryAfter());
        };
    }

    private static HttpProblem answered(String asked, int status, String body, Optional<Duration> retryAfter) {
        Outcome outcome = outcome(status);
        String kind = switch (outcome) {
            case REFUSED -> Failure.REFUSED;
            case UNAVAILABLE -> Failure.UNAVAILABLE;
            case UNKNOWN, UNREADABLE -> Failure.UNKNOWN;
        };
        String error = "http." + status;
        String message = asked + " was answered with " + status + (body.isEmpty() ? "." : ": " + body);
        return new HttpProblem(outcome, new Failure(error, List.of(error, kind), message), retryAfter);
    }

    private static Outcome outcome(int status) {
        return switch (status) {
            case 401, 403, 407, 429 -> Outcome.UNAVAILABLE;
            case 408, 409, 425 -> Outcome.UNKNOWN;
            default -> status >= 400 && status < 500 ? Outcome.REFUSED : Outcome.UNKNOWN;
        };
    }

    private static String excerpt(byte[] body) {
        int shown = Math.min(body.length, 500);
        return new String(body, 0, shown, StandardCharsets.UTF_8).strip();
    }
}
