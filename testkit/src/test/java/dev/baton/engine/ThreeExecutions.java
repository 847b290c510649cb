package dev.baton.engine;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Incident;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Three executions that wait for a signal, in virtual time, and ways to do something to all of them in one turn. */
abstract class ThreeExecutions {
    protected static final List<String> IDS = List.of("first", "poison", "last");

    protected final VirtualClock clock = new VirtualClock();
    protected final InMemoryStore store = new InMemoryStore(clock);
    protected final Signal<Done> go = Signal.named("go", Done.class);
    protected final Step<String, String> work =
            Step.named("work", String.class, String.class).does(in -> in).readOnly();
    protected final Saga<String, Done> waits = Saga.named("waits", String.class).define((saga, name) -> {
        saga.receive(go);
        saga.step(work, name);
    });

    protected Baton baton(Store where, Limits limits, UnaryOperator<TurnDecider.Deciding> faults) {
        return Baton.builder()
                .store(where)
                .register(waits)
                .limits(limits)
                .clock(clock)
                .faults(faults)
                .start();
    }

    protected static Partition partition(Baton baton) {
        return ((RunningBaton) baton).partition(0);
    }

    protected List<ExecutionHandle<Done>> startAll(Baton baton) {
        List<ExecutionHandle<Done>> all = new ArrayList<>();
        for (String id : IDS) {
            all.add(baton.client().start(waits, ExecutionId.of(id), id, StartOptions.defaults()));
        }
        clock.finish();
        return all;
    }

    /** All signals arrive before the next turn, so they are one batch. */
    protected void deliverToAll(Baton baton) {
        for (String id : IDS) {
            partition(baton)
                    .inbox
                    .add(new Message.Order(
                            ExecutionId.of(id), new Command.DeliverSignal("go", "signal", Payload.NOTHING)));
        }
        clock.finish();
    }

    protected static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }
}
