package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.PayloadRefusedException;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is checked before anything acts on it: the input of children, and what people type by hand. */
class ContractsTest {
    private static final Reason BY_HAND = new Reason("alice", "typed by hand");

    record Trip(int nights) {}

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final List<Integer> booked = new ArrayList<>();

    private Baton baton(Saga<?, ?> saga) {
        return Baton.builder().store(store).register(saga).clock(clock).start();
    }

    @Test
    void theInputOfAChildKeepsToItsSchemaOrTheStepFails() {
        var book = Step.named("book", Trip.class)
                .does(trip -> {
                    booked.add(trip.nights());
                })
                .compensatedBy(undo -> {});
        Saga<Trip, Done> child = Saga.named("book-trip", Trip.class)
                .inputSchema("{\"properties\":{\"nights\":{\"minimum\":1}}}")
                .define((saga, trip) -> {
                    saga.step(book, trip);
                });
        Saga<Trip, Done> parent = Saga.named("sell-trip", Trip.class).define((saga, trip) -> {
            saga.step(child.asStep(), trip);
        });
        try (var baton = baton(parent)) {
            var bad = baton.client().start(parent, ExecutionId.of("bad"), new Trip(0));
            var good = baton.client().start(parent, ExecutionId.of("good"), new Trip(3));
            clock.finish();
            assertThat(baton.client().get(bad.id()).failure()).hasValueSatisfying(failure -> {
                assertThat(failure.error()).isEqualTo(Failure.CONTRACT);
                assertThat(failure.message()).contains("nights");
            });
            assertThat(good.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(booked).containsExactly(3);
        }
    }

    @Test
    void whatIsForwardedByHandIsOfTheTypeThatIsReadLater() {
        var ship = Step.named("ship", Trip.class).does(trip -> {});
        Signal<Trip> change = Signal.named("change", Trip.class);
        Saga<Trip, Trip> saga = Saga.named("ship-trip", Trip.class, Trip.class).define((flow, trip) -> {
            flow.pivot(ship, trip);
            return flow.receive(change, Duration.ofDays(1));
        });
        try (var baton = baton(saga)) {
            var execution = baton.client().start(saga, ExecutionId.of("trip-1"), new Trip(1));
            clock.finish();
            clock.advance(Duration.ofDays(2));
            Incident incident = onlyIncident(baton);
            assertThatThrownBy(() -> baton.client().answer(incident.seen(), IncidentAnswer.forward("soon"), BY_HAND))
                    .isInstanceOf(PayloadRefusedException.class);
            baton.client().answer(incident.seen(), IncidentAnswer.forward(new Trip(7)), BY_HAND);
            clock.finish();
            assertThat(execution.result()).isEqualTo(new Trip(7));
        }
    }

    @Test
    void incidentsAreAnsweredByAQueryToo() {
        var fails = Step.named("fails", Trip.class)
                .does(trip -> {
                    throw new StepRefusedException("no");
                })
                .compensatedBy(undo -> {})
                .askOnFailure();
        Saga<Trip, Done> asks = Saga.named("asks", Trip.class).define((flow, trip) -> {
            flow.step(fails, trip);
        });
        try (var baton = baton(asks)) {
            for (int i = 0; i < 3; i++) {
                baton.client().start(asks, ExecutionId.of("asks-" + i), new Trip(i));
            }
            clock.finish();
            assertThat(baton.client().versions("asks")).containsExactly(java.util.Map.entry(1, 3));
            var one = IncidentFilter.defaults().execution(ExecutionId.of("asks-1"));
            assertThat(baton.client().dryRun(one, IncidentAnswer.compensate())).hasSize(1);
            assertThat(baton.client().answerAll(one, IncidentAnswer.compensate(), BY_HAND))
                    .singleElement()
                    .satisfies(answered -> assertThat(answered.refused()).isEmpty());
            clock.finish();
            assertThat(baton.client().versions("asks")).containsExactly(java.util.Map.entry(1, 2));
        }
    }

    private static Incident onlyIncident(Baton baton) {
        List<Incident> all = baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
