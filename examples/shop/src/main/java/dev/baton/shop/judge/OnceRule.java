package dev.baton.shop.judge;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.ledger.Effect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One execution has at most one standing effect of an operation, whatever the keys: the shop's saga has no loop, so no step
 * of it is visited again while its effect stands. What stands twice under one key is the rule of the key.
 */
final class OnceRule {
    private final Map<String, Claim> claims;
    private final Findings findings;

    OnceRule(Map<String, Claim> claims, Findings findings) {
        this.claims = claims;
        this.findings = findings;
    }

    /** Mails have a rule of their own: where no keys are known, a repeat can have a cause. */
    void check(String executionId, List<Deed> deeds) {
        var first = new EnumMap<Operation, Deed>(Operation.class);
        for (Deed deed : deeds) {
            if (deed.stands() && deed.service().knowsKeys()) {
                Effect effect = deed.effects.getFirst();
                Deed before = first.putIfAbsent(effect.operation(), deed);
                if (before != null) {
                    Optional<StepClaim> step =
                            Optional.ofNullable(claims.get(executionId)).flatMap(claim -> claim.step(deed.key));
                    findings.add(
                            Kind.EFFECT_TWICE,
                            deed,
                            effect,
                            step,
                            "It stands twice for one execution: also under key '" + before.key + "'.");
                }
            }
        }
    }
}
