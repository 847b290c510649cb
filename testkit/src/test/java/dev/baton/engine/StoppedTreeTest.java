package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Operator;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.ExecutionState;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** A parent or a child that was stopped finds its tree again, also when everything in memory was lost meanwhile. */
class StoppedTreeTest {
    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");
    private static final ExecutionId PARENT = ExecutionId.of("order");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final List<String> effects = new ArrayList<>();
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Signal<Done> last = Signal.named("last", Done.class);

    private final Saga<String, Done> booking = Saga.named("booking", String.class, Done.class)
            .define((saga, name) -> {
                saga.step(step("book"), name);
                return saga.receive(go);
            });
    private final Saga<String, Done> order = Saga.named("order", String.class, Done.class)
            .define((saga, name) -> {
                saga.step(step("create"), name);
                saga.step(booking.asStep(), name);
                return saga.receive(last);
            });

    /** What the decider fails at; nothing once it is mended. */
    private BiPredicate<ExecutionState, Command> broken = (state, command) -> false;

    private Step<String, String> step(String name) {
        return Step.named(name, String.class, String.class)
                .does(in -> {
                    effects.add(name);
                    return in;
                })
                .compensatedBy(undo -> effects.add("undo " + name));
    }

    @Test
    void aStoppedParentLearnsThatItsChildCompleted() {
        broken = (state, command) -> command instanceof Command.ChildEnded;
        try (var baton = baton()) {
            start(baton);
            baton.client().signal(child(baton), go, Done.DONE);
            clock.finish();
        }
        try (var next = mended()) {
            next.client().signal(PARENT, last, Done.DONE);
            clock.finish();
            assertThat(handle(next).status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void aStoppedChildLearnsThatItIsCancelled() {
        broken = (state, command) -> isOfParent(command instanceof Command.CancelExecution c ? c.by() : "");
        try (var baton = baton()) {
            start(baton);
            baton.client().cancel(PARENT, MENDED);
            clock.finish();
            assertThat(handle(baton).status()).isEqualTo(ExecutionStatus.COMPENSATING);
        }
        try (var next = mended()) {
            assertThat(handle(next).status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(effects).containsExactly("create", "book", "undo book", "undo create");
        }
    }

    @Test
    void aStoppedChildLearnsThatItIsUndone() {
        broken = (state, command) -> isOfParent(command instanceof Command.CompensateExecution c ? c.by() : "");
        try (var baton = baton()) {
            cancelAfterTheChild(baton);
            assertThat(handle(baton).status()).isEqualTo(ExecutionStatus.COMPENSATING);
        }
        try (var next = mended()) {
            assertThat(handle(next).status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(effects).containsExactly("create", "book", "undo book", "undo create");
        }
    }

    @Test
    void aStoppedParentLearnsThatItsChildIsUndone() {
        broken = (state, command) ->
                command instanceof Command.ChildEnded ended && ended.status() == ExecutionStatus.COMPENSATED;
        try (var baton = baton()) {
            cancelAfterTheChild(baton);
        }
        try (var next = mended()) {
            assertThat(handle(next).status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(effects).containsExactly("create", "book", "undo book", "undo create");
        }
    }

    @Test
    void theParentOfAStoppedChildThatIsTerminatedGoesBack() {
        broken = (state, command) -> command instanceof Command.DeliverSignal;
        try (var baton = baton()) {
            start(baton);
            stop(baton, child(baton));
            broken = (state, command) -> false;
            baton.client().terminate(child(baton), Operator.Children.END, MENDED);
            clock.finish();
            assertThat(incidents(baton)).isEmpty();
            assertThat(handle(baton).status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(effects).containsExactly("create", "book", "undo book", "undo create");
        }
    }

    @Test
    void soDoesTheParentOfOneForWhichNothingCanBeDecidedAnyMore() {
        broken = (state, command) -> !state.id().equals(PARENT)
                && !(command instanceof Command.StartExecution)
                && !(command instanceof Command.CompleteTask);
        try (var baton = baton()) {
            start(baton);
            stop(baton, child(baton));
            baton.client().terminate(child(baton), Operator.Children.END, MENDED);
            clock.finish();
            // Nobody can undo the child, so a person is asked.
            assertThat(incidents(baton)).singleElement().satisfies(incident -> {
                assertThat(incident.kind()).isEqualTo(Incident.Kind.COMPENSATION_FAILED);
                assertThat(incident.seen().execution()).isEqualTo(PARENT);
                baton.client().answer(incident.seen(), IncidentAnswer.resolve(), MENDED);
            });
            clock.finish();
            assertThat(handle(baton).status()).isEqualTo(ExecutionStatus.COMPENSATED);
        }
    }

    @Test
    void aParentThatIsTerminatedTerminatesItsStoppedChildToo() {
        broken = (state, command) -> command instanceof Command.DeliverSignal;
        try (var baton = baton()) {
            start(baton);
            ExecutionId child = child(baton);
            stop(baton, child);
            baton.client().terminate(PARENT, Operator.Children.END, MENDED);
            clock.finish();
            assertThat(baton.client().get(child).status()).isEqualTo(ExecutionStatus.TERMINATED);
            assertThat(incidents(baton)).isEmpty();
        }
    }

    private static boolean isOfParent(String by) {
        return by.equals("parent");
    }

    private Baton baton() {
        return Baton.builder()
                .store(store)
                .register(order)
                .clock(clock)
                .faults(Injected.failure((state, command) -> broken.test(state, command)))
                .start();
    }

    /** Starts again without the bug, and has what is stopped go on. */
    private Baton mended() {
        broken = (state, command) -> false;
        Baton next = baton();
        clock.finish();
        assertThat(incidents(next)).singleElement().satisfies(stopped -> {
            assertThat(stopped.kind()).isEqualTo(Incident.Kind.STOPPED);
            next.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED);
        });
        clock.finish();
        return next;
    }

    private void start(Baton baton) {
        baton.client().start(order, PARENT, "book", StartOptions.defaults());
        clock.finish();
    }

    /** The parent is cancelled when its child has completed. */
    private void cancelAfterTheChild(Baton baton) {
        start(baton);
        baton.client().signal(child(baton), go, Done.DONE);
        clock.finish();
        baton.client().cancel(PARENT, MENDED);
        clock.finish();
    }

    private void stop(Baton baton, ExecutionId id) {
        var signal = new Command.DeliverSignal("go", "id", dev.baton.core.Payload.NOTHING);
        ((RunningBaton) baton).partition(0).inbox.add(new Message.Order(id, signal));
        clock.finish();
        assertThat(incidents(baton)).hasSize(1);
    }

    private static ExecutionId child(Baton baton) {
        return baton.client().get(PARENT).entries().get(1).child().orElseThrow();
    }

    private ExecutionHandle<Done> handle(Baton baton) {
        return baton.client().execution(order, PARENT);
    }

    private static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }
}
