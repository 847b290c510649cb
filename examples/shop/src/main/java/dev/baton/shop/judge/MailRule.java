package dev.baton.shop.judge;

import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.judge.RepeatedMail.Cause;
import dev.baton.shop.ledger.Call;
import dev.baton.shop.ledger.Effect;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a service knows no keys, a repeated effect needs a cause: the outcome of the call before was unknown. */
final class MailRule {
    private final Claims claims;
    private final Findings findings;

    MailRule(Claims claims, Findings findings) {
        this.claims = claims;
        this.findings = findings;
    }

    void check(Deed deed, Optional<StepClaim> step) {
        if (deed.effects.size() < 2 || deed.service().knowsKeys()) {
            return;
        }
        Map<Long, Call> calls = deed.calls.stream().collect(Collectors.toMap(Call::id, Function.identity()));
        List<Effect> inOrderOfCalls = deed.effects.stream()
                .sorted(Comparator.comparingLong(Effect::call))
                .toList();
        for (int i = 1; i < inOrderOfCalls.size(); i++) {
            Effect repeat = inOrderOfCalls.get(i);
            Call before = calls.get(inOrderOfCalls.get(i - 1).call());
            Call again = calls.get(repeat.call());
            Optional<Cause> cause = before == null || again == null ? Optional.empty() : causeOf(before, again, step);
            if (cause.isPresent()) {
                String sentence = "Mail " + (i + 1) + " of order '" + repeat.order() + "': " + words(cause.get());
                findings.add(new RepeatedMail(repeat.order(), deed.key, cause.get(), sentence));
            } else {
                findings.add(
                        Kind.REPEATED_WITHOUT_CAUSE,
                        deed,
                        repeat,
                        step,
                        "It was sent again, but the call before was answered in time and the engine was there.");
            }
        }
    }

    private Optional<Cause> causeOf(Call before, Call again, Optional<StepClaim> step) {
        boolean crashed = claims.crashes().stream().anyMatch(crash -> crash.meets(before.arrived(), again.arrived()));
        return switch (before.fault()) {
            case LOSE, DROP -> Optional.of(Cause.CONNECTION_LOST);
            case HOLD, STALL -> Optional.of(Cause.TIME_OUT);
            case NONE, REFUSE, ERROR, UNAVAILABLE, UNAUTHORIZED, TOO_MANY, LATE -> {
                if (crashed) {
                    yield Optional.of(Cause.ENGINE_CRASH);
                }
                if (slow(before)) {
                    yield Optional.of(Cause.TIME_OUT);
                }
                boolean said = step.map(claim -> claim.unknownOutcomes() > 0).orElse(false);
                yield said ? Optional.of(Cause.SAID_BY_BATON) : Optional.empty();
            }
        };
    }

    private boolean slow(Call call) {
        return call.answered()
                .map(answered -> Duration.between(call.arrived(), answered).compareTo(claims.attemptTimeout()) >= 0)
                .orElse(true);
    }

    private static String words(Cause cause) {
        return switch (cause) {
            case TIME_OUT -> "the answer to the call before did not come in time.";
            case CONNECTION_LOST -> "the connection of the call before broke.";
            case ENGINE_CRASH -> "the engine died between the call before and this one.";
            case SAID_BY_BATON -> "Baton did not learn the outcome of the call before.";
        };
    }
}
