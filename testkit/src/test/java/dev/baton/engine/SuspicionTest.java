package dev.baton.engine;

import static dev.baton.engine.MortalEngines.incidents;
import static dev.baton.engine.MortalEngines.onlyIncident;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionFilter;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.Incident;
import dev.baton.Paging;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Cause;
import dev.baton.core.Command;
import dev.baton.store.Lease;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is suspected where engines died running, and who is not. */
class SuspicionTest {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final ExecutionId LETHAL = ExecutionId.of("lethal");
    /** More than two leases, after which who lives well is believed to. */
    private static final Duration WELL = Duration.ofSeconds(11);

    private final Step<Integer, Integer> work = Step.named("work", Integer.class, Integer.class)
            .does(this::work)
            .retry(Retry.every(Duration.ofSeconds(1)).attempts(100))
            .readOnly();
    private final Saga<Integer, Integer> works =
            Saga.named("works", Integer.class, Integer.class).define((saga, number) -> saga.step(work, number));
    private final Saga<Integer, Integer> parents = Saga.named("parents", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(works.asStep(), number));
    private boolean working = true;

    private int work(int number) {
        if (!working) {
            throw new IllegalStateException("not yet");
        }
        return number + 1;
    }

    /** What an execution began kills when others have been taken up since: marks stay longer with each death. */
    @Test
    void oneThatKillsALittleLaterIsFoundAndNoOtherIsStopped() {
        var engines = new MortalEngines(1, works);
        List<ExecutionHandle<Integer>> others = startActive(engines, 10);
        engines.lethal.add(LETHAL);
        engines.agony = Duration.ofMillis(90);
        working = false;
        int deaths = 0;
        for (boolean dies = true; dies && deaths < 15; deaths++) {
            engines.next();
            engines.advance(WELL);
            dies = engines.isDead();
        }
        assertThat(deaths).isBetween(5, 14);
        working = true;
        try (Baton last = engines.next()) {
            engines.advance(WELL);
            assertThat(onlyIncident(last).seen().execution()).isEqualTo(LETHAL);
            others.forEach(
                    other -> assertThat(last.client().get(other.id()).status()).isEqualTo(ExecutionStatus.COMPLETED));
        }
    }

    @Test
    void whatIsTakenUpWhenSomebodyKillsTheProcessTwiceIsNotStoppedIfItLivedInBetween() {
        var engines = new MortalEngines(1, works);
        startActive(engines, 3);
        engines.die(3);
        working = false;
        for (int i = 0; i < 4; i++) {
            engines.dieWith(LETHAL);
            Baton next = engines.next();
            assertThat(engines.store().deaths(0)).isGreaterThan(3);
            engines.advance(Duration.ofSeconds(2));
            assertThat(incidents(next)).isEmpty();
            assertThat(next.client().get(LETHAL).status()).isEqualTo(ExecutionStatus.RUNNING);
        }
    }

    /** A process that stood still for longer than its lease has not died. */
    @Test
    void whoComesBackTakesTheSuspicionBack() {
        var clock = new VirtualClock();
        var store = new InMemoryStore(clock);
        var ownership = new Ownership(store, 0, "ann", TTL, clock);
        var suspicion = new Suspicion(store, ownership);
        suspicion.begin(ownership.claim().orElseThrow());
        suspicion.mark(Optional.of(7L));
        clock.advance(TTL.plusMillis(1));
        assertThat(store.claim(0, "ben", TTL).orElseThrow().suspect()).contains(new Lease.Suspect(7, 1));
        suspicion.takeBack();
        assertThat(store.claim(0, "ben", TTL).orElseThrow().suspect()).isEmpty();
    }

    @Test
    void aRetryThatKillsIsMarkedAlsoWhenAllDeathsAreForgottenAndRefusedTheNextTime() {
        var engines = new MortalEngines(1, works);
        startActive(engines, 2);
        engines.lethal.add(LETHAL);
        engines.die(3);
        engines.dieOfIt(2);
        Baton stops = engines.next();
        engines.advance(WELL);
        assertThat(engines.store().deaths(0)).isZero();
        Incident stopped = onlyIncident(stops);
        MortalEngines.retry(stops, stopped);
        engines.finish();
        assertThat(engines.isDead()).isTrue();
        assertThat(engines.markedAtDeath).containsExactly(engines.key(LETHAL));
        try (Baton last = engines.next()) {
            engines.finish();
            MortalEngines.retry(last, stopped);
            engines.finish();
            assertThat(engines.isDead()).isFalse();
            assertThat(onlyIncident(last).seen()).isEqualTo(stopped.seen());
        }
    }

    @Test
    void whatARetryReadsKeepsItsMarkForAWhileOnly() {
        var engines = new MortalEngines(1, works);
        startActive(engines, 2);
        engines.lethal.add(LETHAL);
        engines.die(3);
        engines.dieOfIt(2);
        engines.lethal.clear();
        try (Baton stops = engines.next()) {
            engines.advance(WELL);
            engines.marked.clear();
            MortalEngines.retry(stops, onlyIncident(stops));
            engines.finish();
            assertThat(engines.marked).containsExactly(Optional.of(engines.key(LETHAL)));
            engines.advance(Duration.ofSeconds(2));
            assertThat(engines.marked).containsExactly(Optional.of(engines.key(LETHAL)), Optional.empty());
        }
    }

    /** Who speaks to another of its tree has the mark again once that is loaded. */
    @Test
    void aReceiverIsMarkedWhileItIsLoadedAndThenItsSenderAgain() {
        var engines = new MortalEngines(1, works, parents);
        working = false;
        Baton first = engines.next();
        ExecutionId parent =
                first.client().start(parents, ExecutionId.of("parent"), 1).id();
        engines.finish();
        ExecutionId child = first.client().list(ExecutionFilter.defaults(), Paging.defaults()).items().stream()
                .map(ExecutionSummary::id)
                .filter(id -> !id.equals(parent))
                .findFirst()
                .orElseThrow();
        engines.die(3);
        try (Baton careful = engines.next()) {
            ((RunningBaton) careful)
                    .partition(0)
                    .inbox
                    .add(new Message.Order(
                            parent, new Command.CancelExecution(Cause.CANCEL, "alice", "no longer wanted")));
            engines.finish();
            assertThat(engines.marked)
                    .startsWith(
                            Optional.of(engines.key(parent)),
                            Optional.of(engines.key(child)),
                            Optional.of(engines.key(parent)));
            assertThat(engines.unmarkedLoads).isZero();
        }
    }

    /** In this partition, and in the others of the engine. */
    @Test
    void oneForWhichTheStoreNeverAnswersHoldsUpNoOther() {
        var engines = new MortalEngines(4, works);
        startActive(engines, 40);
        engines.unanswered.add(LETHAL);
        engines.die(3);
        Baton careful = engines.next();
        engines.advance(Duration.ofMinutes(1));
        assertThat(careful.client()
                        .list(ExecutionFilter.defaults().status(ExecutionStatus.COMPLETED), Paging.defaults())
                        .items())
                .hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoClosesWellAfterAllIsRecoveredLeavesNoDeaths(int deaths) {
        var engines = new MortalEngines(1, works);
        startActive(engines, 3);
        engines.die(deaths);
        Baton lives = engines.next();
        engines.finish();
        assertThat(engines.store().deaths(0)).isPositive();
        lives.close();
        assertThat(engines.store().deaths(0)).isZero();
    }

    /** Once it is settled, what waited is taken up as room allows, and what comes meanwhile does not overtake it. */
    @Test
    void whatWaitsWhenAllIsForgottenIsTakenUpInTurnsOfTheUsualSize() {
        var clock = new VirtualClock();
        var store = new InMemoryStore(clock);
        var ownership = new Ownership(store, 0, "ann", Duration.ofDays(1), clock);
        for (int i = 0; i < 3; i++) {
            store.claim(0, "engine-" + i, TTL);
            clock.advance(TTL);
        }
        CarefulRecovery careful = new Caution().recovery(store, ownership, Limits.defaults(), clock, () -> {});
        careful.begin(ownership.claim().orElseThrow());
        careful.settle(true);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            messages.add(new Message.Lost(ExecutionId.of("one-" + i), List.of()));
        }
        var all = List.copyOf(messages);
        careful.hold(messages, message -> true);
        assertThat(messages).isEmpty();
        assertThat(careful.waiting()).isEqualTo(5);
        clock.advance(WELL);
        careful.settle(true);
        assertThat(store.deaths(0)).isZero();

        careful.next(messages, 2);
        assertThat(messages).containsExactlyElementsOf(all.subList(0, 2));
        var late = new ArrayList<>(List.of(all.get(4), all.get(0)));
        careful.hold(late, message -> true);
        assertThat(late).containsExactly(all.get(0));
        messages.clear();
        careful.next(messages, 10);
        assertThat(messages).containsExactly(all.get(2), all.get(3), all.get(4), all.get(4));
        assertThat(careful.waiting()).isZero();
    }

    /** Leaves a dead engine, the lethal execution and so many others, all in the middle of a step. */
    private List<ExecutionHandle<Integer>> startActive(MortalEngines where, int others) {
        List<ExecutionHandle<Integer>> all = new ArrayList<>();
        working = false;
        Baton first = where.next();
        for (int i = 0; i < others; i++) {
            if (i == others / 2) {
                first.client().start(works, LETHAL, -1);
            }
            all.add(first.client().start(works, ExecutionId.of("other-" + i), i));
        }
        where.finish();
        working = true;
        return all;
    }
}
