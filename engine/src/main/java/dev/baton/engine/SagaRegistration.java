package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.Saga;
import dev.baton.SagaRefusedException;
import dev.baton.core.Problem;
import dev.baton.core.Registration;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the sagas of an application: checks them, gives them versions, and stores their definitions. */
final class SagaRegistration {
    private static final Logger log = LoggerFactory.getLogger(SagaRegistration.class);

    private static final int TRIES_MAX = 5;

    private SagaRegistration() {}

    /**
     * Registers sagas and their children, and says what the store has then.
     *
     * @throws SagaRefusedException with all problems; nothing was registered
     */
    static Registry register(Store store, List<Saga<?, ?>> sagas) {
        Map<Definition, Saga<?, ?>> all = new LinkedHashMap<>();
        sagas.forEach(saga -> collect(saga, all));
        for (int tries = 1; ; tries++) {
            Map<Definition, Bindings> versioned = check(store, all);
            try {
                store.register(List.copyOf(versioned.keySet()));
                return new Registry(store::definitions, versioned);
            } catch (BatchRefusedException e) {
                // Another engine gave a version the number that was free a moment ago.
                if (tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Children first. */
    private static void collect(Saga<?, ?> saga, Map<Definition, Saga<?, ?>> all) {
        if (!all.containsKey(saga.definition())) {
            saga.bindings().children().values().forEach(child -> collect(child, all));
            all.put(saga.definition(), saga);
        }
    }

    private static Map<Definition, Bindings> check(Store store, Map<Definition, Saga<?, ?>> all) {
        List<String> problems = new ArrayList<>();
        all.values().forEach(saga -> problems.addAll(saga.problems()));
        var registration = new Registration(
                store.definitions().stream().map(Store.Registered::definition).toList());
        Registration.Result result = registration.add(List.copyOf(all.keySet()));
        result.warnings().forEach(warning -> log.warn(warning.text()));
        var versioned = new HashMap<Definition, Bindings>();
        switch (result) {
            case Registration.Refused refused ->
                refused.problems().stream().map(Problem::text).forEach(problems::add);
            case Registration.Accepted accepted -> {
                List<Definition> settled = accepted.definitions();
                int at = 0;
                for (Saga<?, ?> saga : all.values()) {
                    versioned.put(settled.get(at++), saga.bindings());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new SagaRefusedException(problems);
        }
        return versioned;
    }
}
