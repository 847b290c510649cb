package dev.baton.shop.judge;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.Evidence.Deed;
import dev.baton.shop.ledger.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what the rules find, and names it alike. */
final class Findings {
    private final List<Disagreement> disagreements = new ArrayList<>();
    private final List<RepeatedMail> repeats = new ArrayList<>();
    private final Evidence evidence;

    Findings(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Something about an effect in a ledger. */
    void add(Kind kind, Deed deed, Effect effect, Optional<StepClaim> claim, String what) {
        String step = claim.map(StepClaim::step).orElse(VisitKey.of(deed.key).step());
        add(kind, effect.order(), step, effect.service(), effect.kind(), deed.key, what);
    }

    /** Something about a claim, with or without a ledger line. */
    void add(Kind kind, Claim execution, StepClaim step, String what) {
        String order = evidence.orderOf(execution.execution());
        name(kind, order, step.step(), step.operation().service(), step.effect(), step.key(), what);
    }

    /** Something about an execution that no step of it stands for. */
    void add(Kind kind, Claim execution, EffectKind missing, Service service, String what) {
        String order = evidence.orderOf(execution.execution());
        name(kind, order, "none", service, missing.words(), "none", what);
    }

    private void add(
            Kind kind, String order, String step, Service service, EffectKind effect, String key, String what) {
        name(kind, order, step, service, effect.words(), key, what);
    }

    private void name(Kind kind, String order, String step, Service service, String effect, String key, String what) {
        String sentence = "Order '" + order + "', step '" + step + "', service " + service.label() + ", effect '"
                + effect + "', key '" + key + "': " + what;
        disagreements.add(new Disagreement(kind, order, step, service, effect, sentence));
    }

    void add(RepeatedMail repeat) {
        repeats.add(repeat);
    }

    List<Disagreement> disagreements() {
        return disagreements;
    }

    List<RepeatedMail> repeats() {
        return repeats;
    }
}
