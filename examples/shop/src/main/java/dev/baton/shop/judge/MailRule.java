package dev.baton.shop.judge;

import dev.baton.shop.judge.Claims.Blackout;
import dev.baton.shop.judge.Claims.Crash;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.judge.RepeatedMail.Cause;
import dev.baton.shop.ledger.Call;
import dev.baton.shop.ledger.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where a service knows no keys, a repeated effect needs a cause: the outcome of the call before was unknown. What Baton
 * says of it counts for nothing; the cause stands in the ledger, or it is a crash at the time of the call before.
 */
final class MailRule {
    /**
     * How long the engine may take from an answer to the commit that stores it. A commit takes milliseconds; on a machine
     * that starts an engine beside five services, some hundred. An answer older than this was stored when the engine died.
     */
    private static final Duration STORED_WITHIN = Duration.ofSeconds(1);

    /** The caller's time-out began before the call arrived and was written down, by at most this. */
    private static final Duration ON_ITS_WAY_MAX = Duration.ofMillis(200);

    private final Claims claims;
    private final Map<String, Claim> executions;
    private final Findings findings;

    MailRule(Claims claims, Map<String, Claim> executions, Findings findings) {
        this.claims = claims;
        this.executions = executions;
        this.findings = findings;
    }

    private record Sent(Deed deed, Effect effect, Optional<Call> call) {}

    /** Counts the mails of one execution, under whatever key. */
    void check(String executionId, List<Deed> deeds) {
        List<Sent> mails = deeds.stream()
                .filter(deed -> !deed.effects.isEmpty() && !deed.service().knowsKeys())
                .flatMap(deed -> mailsOf(deed).stream())
                .sorted(Comparator.comparingLong(mail -> mail.effect().call()))
                .toList();
        for (int i = 1; i < mails.size(); i++) {
            check(executionId, i + 1, mails.get(i - 1), mails.get(i));
        }
    }

    private static List<Sent> mailsOf(Deed deed) {
        Map<Long, Call> calls = deed.calls.stream().collect(Collectors.toMap(Call::id, Function.identity()));
        return deed.effects.stream()
                .map(effect -> new Sent(deed, effect, Optional.ofNullable(calls.get(effect.call()))))
                .toList();
    }

    private void check(String executionId, int number, Sent before, Sent again) {
        Optional<StepClaim> step =
                Optional.ofNullable(executions.get(executionId)).flatMap(claim -> claim.step(again.deed().key));
        if (!before.deed().key.equals(again.deed().key)) {
            report(again, step, "It was sent again under another key than '" + before.deed().key + "'.");
            return;
        }
        Optional<Cause> cause = before.call().flatMap(first -> again.call().flatMap(second -> causeOf(first, second)));
        if (cause.isPresent()) {
            String order = again.effect().order();
            String sentence = "Mail " + number + " of order '" + order + "': " + words(cause.get());
            findings.add(new RepeatedMail(order, again.deed().key, cause.get(), sentence));
        } else {
            report(
                    again,
                    step,
                    "It was sent again, but the call before was answered in time and the engine was there. "
                            + nearestCrash(before.call()));
        }
    }

    /** Helps whoever looks into it: an answer just before a crash is another matter than one far from all of them. */
    private String nearestCrash(Optional<Call> before) {
        Optional<Instant> answered = before.flatMap(Call::answered);
        if (answered.isEmpty()) {
            return "That answer is not in the ledger.";
        }
        return claims.crashes().stream()
                .map(crash -> Duration.between(answered.get(), crash.killed()).toMillis())
                .min(Comparator.comparingLong(Math::abs))
                .map(millis -> "The crash that is nearest to that answer came " + Math.abs(millis) + " ms "
                        + (millis < 0 ? "before it." : "after it."))
                .orElse("No engine crashed.");
    }

    private void report(Sent again, Optional<StepClaim> step, String what) {
        findings.add(Kind.REPEATED_WITHOUT_CAUSE, again.deed(), again.effect(), step, what);
    }

    private Optional<Cause> causeOf(Call before, Call again) {
        return switch (before.fault()) {
            case LOSE, DROP -> Optional.of(Cause.CONNECTION_LOST);
            case HOLD, STALL -> Optional.of(Cause.TIME_OUT);
            case NONE, REFUSE, ERROR, UNAVAILABLE, UNAUTHORIZED, TOO_MANY, LATE -> {
                if (claims.crashes().stream().anyMatch(crash -> hid(crash, before, again))) {
                    yield Optional.of(Cause.ENGINE_CRASH);
                }
                if (claims.blackouts().stream().anyMatch(blackout -> swallowed(blackout, before, again))) {
                    yield Optional.of(Cause.STORE_AWAY);
                }
                yield slow(before) ? Optional.of(Cause.TIME_OUT) : Optional.empty();
            }
        };
    }

    /** Whether the engine died before it could have stored the answer. The call may have arrived after its caller died. */
    private static boolean hid(Crash crash, Call before, Call again) {
        Instant stored = before.answered().orElse(again.arrived()).plus(STORED_WITHIN);
        return crash.meets(before.arrived(), again.arrived())
                && !crash.killed().isAfter(stored)
                && !before.arrived().isAfter(crash.killed().plus(STORED_WITHIN));
    }

    /** Whether the answer came when it could not be stored, or just before. */
    private static boolean swallowed(Blackout blackout, Call before, Call again) {
        Instant stored = before.answered().orElse(again.arrived()).plus(STORED_WITHIN);
        return !blackout.from().isAfter(stored)
                && !before.arrived().isAfter(blackout.to())
                && !again.arrived().isBefore(blackout.from());
    }

    private boolean slow(Call call) {
        Duration patience = claims.attemptTimeout().minus(ON_ITS_WAY_MAX);
        return call.answered()
                .map(answered -> Duration.between(call.arrived(), answered).compareTo(patience) >= 0)
                .orElse(true);
    }

    private static String words(Cause cause) {
        return switch (cause) {
            case TIME_OUT -> "the answer to the call before did not come in time.";
            case CONNECTION_LOST -> "the connection of the call before broke.";
            case STORE_AWAY -> "the store was away when the answer to the call before came.";
            case ENGINE_CRASH -> "the engine died before it could have stored the answer to the call before.";
        };
    }
}
