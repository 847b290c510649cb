package dev.baton.shop.judge;

import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.ledger.Ledger;
import java.util.Map;

/**
 * Says whether the services' ledgers and Baton tell the same story. Pure, and knows of Baton only what is claimed.
 *
 * <p>Every effect in a ledger must have its completed execution, its undo, or its open incident; every claim must have its
 * line in a ledger; under one key there is one effect and one undo, never an undo before its effect; one execution has one standing
 * effect of a kind; and undos come in strict reverse order.
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
        for (Deed deed : evidence.deeds()) {
            effects.check(deed, VisitKey.of(deed.key).execution());
        }
        var once = new OnceRule(executions, findings);
        var mails = new MailRule(claims, executions, findings);
        evidence.executions().forEach((execution, deeds) -> {
            once.check(execution, deeds);
            mails.check(execution, deeds);
        });
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
