package dev.baton.shop.judge;

import dev.baton.shop.contract.Operation.Role;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.ledger.Call;
import dev.baton.shop.ledger.Effect;
import dev.baton.shop.ledger.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledgers, ordered by the key of the visit. */
final class Evidence {
    private final Map<String, Deed> deeds = new LinkedHashMap<>();
    private final Map<String, List<Deed>> byExecution = new LinkedHashMap<>();

    /** All that the services know of one key. */
    static final class Deed {
        final String key;
        final List<Effect> effects = new ArrayList<>();
        final List<Effect> undos = new ArrayList<>();
        final List<Call> calls = new ArrayList<>();

        private Deed(String key) {
            this.key = key;
        }

        /** Whether an effect happened and was not taken back. */
        boolean stands() {
            return !effects.isEmpty() && undos.isEmpty();
        }

        Optional<Effect> effect() {
            return effects.stream().findFirst();
        }

        Service service() {
            return effects.isEmpty()
                    ? undos.isEmpty()
                            ? calls.getFirst().service()
                            : undos.getFirst().service()
                    : effects.getFirst().service();
        }
    }

    Evidence(Ledger ledger) {
        for (Effect effect : ledger.effects()) {
            if (effect.undoes().isPresent()) {
                deed(effect.undoes().get()).undos.add(effect);
            } else {
                deed(effect.key()).effects.add(effect);
            }
        }
        ledger.calls().forEach(call -> deed(call.target()).calls.add(call));
    }

    private Deed deed(String key) {
        return deeds.computeIfAbsent(key, fresh -> {
            var deed = new Deed(fresh);
            byExecution
                    .computeIfAbsent(VisitKey.of(fresh).execution(), execution -> new ArrayList<>())
                    .add(deed);
            return deed;
        });
    }

    /** The deeds of each execution. */
    Map<String, List<Deed>> executions() {
        return Collections.unmodifiableMap(byExecution);
    }

    Iterable<Deed> deeds() {
        return deeds.values();
    }

    Optional<Deed> of(String key) {
        return Optional.ofNullable(deeds.get(key));
    }

    List<Deed> of(Claim claim) {
        return byExecution.getOrDefault(claim.execution(), List.of());
    }

    /** The business order of an execution, as the first ledger line tells it. */
    String orderOf(String execution) {
        return byExecution.getOrDefault(execution, List.of()).stream()
                .flatMap(deed -> deed.effects.stream())
                .map(Effect::order)
                .findFirst()
                .orElse(execution);
    }

    int refusedLate() {
        return (int) deeds.values().stream()
                .flatMap(deed -> deed.calls.stream())
                .filter(call ->
                        call.operation().role() == Role.FORWARD && call.status().orElse(0) == 410)
                .count();
    }
}
