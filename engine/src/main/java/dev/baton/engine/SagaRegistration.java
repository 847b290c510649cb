package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.Saga;
import dev.baton.SagaRefusedException;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Registers the sagas of an application: checks them, gives them versions, and stores their definitions. */
final class SagaRegistration {
    private SagaRegistration() {}

    static Registry register(Store store, List<Saga<?, ?>> sagas) {
        Map<Definition, Saga<?, ?>> all = new LinkedHashMap<>();
        sagas.forEach(saga -> collect(saga, all));
        List<String> problems = new ArrayList<>();
        all.values()
                .forEach(saga ->
                        saga.problems().forEach(problem -> problems.add("Saga '" + saga.name() + "': " + problem)));
        List<Store.Registered> before = store.definitions();
        var versioned = new HashMap<Definition, Bindings>();
        for (Saga<?, ?> saga : all.values()) {
            versioned.put(version(saga.definition(), before), saga.bindings());
        }
        if (!problems.isEmpty()) {
            throw new SagaRefusedException(problems);
        }
        store.register(List.copyOf(versioned.keySet()));
        var served = new ArrayList<Served>();
        for (Store.Registered registered : store.definitions()) {
            served.add(Served.of(registered.number(), registered.definition(), versioned.get(registered.definition())));
        }
        return new Registry(served);
    }

    /** Children first. */
    private static void collect(Saga<?, ?> saga, Map<Definition, Saga<?, ?>> all) {
        if (!all.containsKey(saga.definition())) {
            saga.bindings().children().values().forEach(child -> collect(child, all));
            all.put(saga.definition(), saga);
        }
    }

    private static Definition version(Definition definition, List<Store.Registered> before) {
        if (definition.version() > 0) {
            return definition;
        }
        int last = 0;
        for (Store.Registered registered : before) {
            if (registered.definition().name().equals(definition.name())) {
                if (registered.definition().withVersion(0).equals(definition)) {
                    return registered.definition();
                }
                last = Math.max(last, registered.definition().version());
            }
        }
        return definition.withVersion(last + 1);
    }
}
