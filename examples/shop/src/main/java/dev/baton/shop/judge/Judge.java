package dev.baton.shop.judge;

import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.ledger.Ledger;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether the services' ledgers and Baton tell the same story. Pure, and knows of Baton only what is claimed.
 *
 * <p>Every effect in a ledger must have its completed execution, its undo, or its open incident; every claim must have its
 * line in a ledger; under one key there is one effect and one undo, never an undo before its effect; and undos come in
 * strict reverse order.
 */
public final class Judge {
    private Judge() {}

    /**
     * Compares.
     *
     * @throws IllegalArgumentException if there are two claims for one execution
     */
    public static Verdict compare(Ledger ledger, Claims claims) {
        var evidence = new Evidence(ledger);
        var findings = new Findings(evidence);
        Map<String, Claim> executions = claims.byExecution();
        var effects = new EffectRules(executions, findings);
        var mails = new MailRule(claims, findings);
        for (Deed deed : evidence.deeds()) {
            String execution = VisitKey.of(deed.key).execution();
            effects.check(deed, execution);
            mails.check(deed, Optional.ofNullable(executions.get(execution)).flatMap(claim -> claim.step(deed.key)));
        }
        var lines = new ClaimRules(evidence, findings);
        var order = new OrderRule(evidence, findings);
        for (Claim claim : executions.values()) {
            lines.check(claim);
            order.check(claim);
        }
        long undone = ledger.effects().stream()
                .filter(effect -> effect.undoes().isPresent())
                .count();
        return new Verdict(
                ledger.effects().size() - (int) undone,
                (int) undone,
                evidence.refusedLate(),
                findings.repeats(),
                findings.disagreements());
    }
}
