package dev.baton.shop.demo;

import dev.baton.shop.engine.Account;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Disagreement;
import dev.baton.shop.judge.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a run went.
 *
 * @param account what Baton says
 * @param verdict what the judge says of that
 * @param lost sentences about orders that Baton lost, or that came to no rest
 * @param crashes how often the engine was killed
 * @param repeatedStarts how often an order was started again, because nobody had acknowledged it
 * @param passed from the first order until all were at rest
 */
public record Outcome(
        DemoOptions options,
        Account account,
        Verdict verdict,
        List<String> lost,
        int crashes,
        int repeatedStarts,
        Duration passed) {
    public Outcome {
        lost = List.copyOf(lost);
    }

    /** Whether the services' ledgers and Baton say the same, and nothing is missing. */
    public boolean agrees() {
        return disagreements().isEmpty();
    }

    /** Everything that does not fit, in sentences. */
    public List<String> disagreements() {
        return Stream.concat(lost.stream(), verdict.disagreements().stream().map(Disagreement::sentence))
                .toList();
    }

    /** How many orders Baton says stand there. */
    public long in(Claim.Status status) {
        return account.claims().stream()
                .filter(claim -> claim.status() == status)
                .count();
    }
}
