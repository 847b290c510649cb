package dev.baton.engine;

import dev.baton.Delivery;
import dev.baton.ExecutionId;
import dev.baton.SagaContract;
import dev.baton.SagaUnknownException;
import dev.baton.StartOptions;
import dev.baton.core.Ahead;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.core.Payload;
import java.util.List;
import java.util.Optional;

/** Makes commands of what is asked: checks values against their contracts, and packs them. Thread-safe. */
final class Requests {
    private final Registry registry;
    private final Decider decider;
    private final Contracts contracts;
    private final Tags tags;

    Requests(Registry registry, Decider decider, Contracts contracts, EngineClock clock) {
        this.registry = registry;
        this.decider = decider;
        this.contracts = contracts;
        this.tags = new Tags(clock);
    }

    /** The start of an execution with the newest version that is here. */
    <I, O> Command.StartExecution start(SagaContract<I, O> saga, ExecutionId id, I input, StartOptions options) {
        Served served = registry.startable(saga.name())
                .orElseThrow(() -> new SagaUnknownException(saga.name(), registry.names()));
        ExecutionId.of(id.value()); // ids with a slash are those of children
        String what = "input of execution '" + id + "'";
        var payload =
                new Payload(contracts.encode(what, input, served.definition().inputSchema()));
        return new Command.StartExecution(
                served.definition().name(),
                served.definition().version(),
                tags.next(),
                payload,
                options.businessKey(),
                options.tags(),
                Optional.empty(),
                ahead(served, payload, input));
    }

    /** What the first nodes ask of user code is answered here, which saves them a commit. */
    private List<Ahead> ahead(Served served, Payload input, Object value) {
        if (served.bindings() == null) {
            return List.of();
        }
        var nodes = decider.aheadOfStart(
                served.definition().name(), served.definition().version(), input);
        return nodes.isEmpty()
                ? List.of()
                : new Evaluator(served.bindings(), contracts)
                        .with("", input, value)
                        .ahead(nodes);
    }

    /** The delivery of a signal; without an id of its own it gets a new one. */
    <T> Command signal(Delivery<T> delivery) {
        String name = delivery.signal().name();
        byte[] value = contracts.encode(
                "value of signal '" + name + "'",
                delivery.value(),
                delivery.signal().schema());
        return new Command.DeliverSignal(name, delivery.id().orElseGet(tags::next), new Payload(value));
    }
}
