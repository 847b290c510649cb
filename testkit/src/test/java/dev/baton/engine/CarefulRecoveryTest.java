package dev.baton.engine;

import static dev.baton.engine.MortalEngines.incidents;
import static dev.baton.engine.MortalEngines.onlyIncident;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionFilter;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.Operator;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where engines died running, executions are taken up one at a time, and the one that they die of is stopped. */
class CarefulRecoveryTest {
    private static final ExecutionId LETHAL = ExecutionId.of("lethal");
    private static final Reason MENDED = new Reason("alice", "It has more memory now.");
    /** More than two leases, after which who lives well is believed to. */
    private static final Duration WELL = Duration.ofSeconds(11);

    /** When steps that failed are tried again. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Signal<Integer> go = Signal.named("go", Integer.class);
    private final Step<Integer, Integer> work = Step.named("work", Integer.class, Integer.class)
            .does(this::work)
            .retry(Retry.every(Duration.ofSeconds(1)).attempts(100))
            .readOnly();
    private final Saga<Integer, Integer> works =
            Saga.named("works", Integer.class, Integer.class).define((saga, number) -> saga.step(work, number));
    private final Saga<Integer, Integer> waits = Saga.named("waits", Integer.class, Integer.class)
            .define((saga, number) -> saga.receive(go, Duration.ofDays(1), () -> number));
    private final MortalEngines engines = new MortalEngines(1, works, waits);
    private boolean working = true;

    private int work(int number) {
        if (!working) {
            throw new IllegalStateException("not yet");
        }
        return number + 1;
    }

    @Test
    void whatThreeEnginesDiedOfIsMarkedAndThenStoppedAtTheSecondDeathWithItAndAllOthersComplete() {
        List<ExecutionHandle<Integer>> others = startActive(engines, 10);
        engines.lethal.add(LETHAL);
        for (int deaths = 1; deaths <= 4; deaths++) {
            engines.next();
            engines.finish();
            assertThat(engines.isDead()).isTrue();
            if (deaths < 3) {
                assertThat(engines.markedAtDeath).as("after %d deaths", deaths).isEmpty();
            } else {
                assertThat(engines.markedAtDeath).containsExactly(engines.key(LETHAL));
            }
        }
        assertThat(engines.loads).as("the suspect comes first").containsExactly(engines.markedAtDeath);

        try (Baton last = engines.next()) {
            engines.advance(SOON);
            assertThat(engines.isDead()).isFalse();
            others.forEach(
                    other -> assertThat(last.client().get(other.id()).status()).isEqualTo(ExecutionStatus.COMPLETED));
            Incident stopped = onlyIncident(last);
            assertThat(stopped.kind()).isEqualTo(Incident.Kind.STOPPED);
            assertThat(stopped.seen().execution()).isEqualTo(LETHAL);
            assertThat(stopped.message())
                    .contains("5 engines")
                    .contains("retry")
                    .contains("[BATON-605]");
            assertThat(engines.found(0).suspect()).as("nothing is taken up now").isEmpty();

            engines.lethal.clear();
            last.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED);
            engines.advance(WELL);
            assertThat(last.client().get(LETHAL).status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    enum Comes {
        SIGNAL,
        TIMER,
        LOOK,
        WAITER
    }

    @ParameterizedTest
    @EnumSource
    void whateverComesForTheLethalOneItIsMarkedBeforeItIsLoaded(Comes what) {
        try (Baton first = engines.next()) {
            first.client().start(waits, ExecutionId.of("before"), 1);
            first.client().start(waits, LETHAL, 1);
            first.client().start(waits, ExecutionId.of("after"), 1);
            engines.finish();
        }
        engines.lethal.add(LETHAL);
        engines.die(3);
        Baton careful = engines.nextAfter(what == Comes.TIMER ? Duration.ofDays(2) : Duration.ZERO);
        send(careful, what);
        engines.finish();
        assertThat(engines.isDead()).isTrue();
        assertThat(engines.markedAtDeath).containsExactly(engines.key(LETHAL));
        assertThat(engines.loads).allMatch(keys -> keys.size() == 1);
        assertThat(engines.unmarkedLoads).isZero();
        engines.dieOfIt(1);

        try (Baton last = engines.next()) {
            send(last, what);
            engines.finish();
            assertThat(engines.isDead()).isFalse();
            assertThat(onlyIncident(last).seen().execution()).isEqualTo(LETHAL);
        }
    }

    private void send(Baton baton, Comes what) {
        Inbox inbox = ((RunningBaton) baton).partition(0).inbox;
        for (String id : List.of("before", "lethal", "after")) {
            ExecutionId to = ExecutionId.of(id);
            switch (what) {
                case SIGNAL ->
                    inbox.add(new Message.Order(to, new Command.DeliverSignal("go", "1", Payload.ofJson("7"))));
                case LOOK -> inbox.add(new Message.Look<>(to, hot -> 1, new CompletableFuture<>()));
                case WAITER -> inbox.add(new Message.Await(to, new CompletableFuture<>()));
                case TIMER -> {
                    // It is due.
                }
            }
        }
    }

    @Test
    void deathsOfWhichEachOwnerHadRecoveredAreForgotten() {
        startActive(engines, 3);
        for (int deaths = 0; deaths < 10; deaths++) {
            engines.next();
            engines.finish();
            assertThat(engines.store().deaths(0)).as("round %d", deaths).isEqualTo(1);
            engines.advance(WELL);
            assertThat(engines.store().deaths(0)).as("round %d", deaths).isZero();
            assertThat(engines.found(0).suspect()).isEmpty();
        }
    }

    @Test
    void deathsWithinShortTimeAddUpAlsoIfNothingIsLethal() {
        startActive(engines, 3);
        for (int deaths = 1; deaths < 6; deaths++) {
            Baton next = engines.next();
            engines.finish();
            assertThat(incidents(next)).isEmpty();
            assertThat(engines.store().deaths(0)).isEqualTo(deaths);
            assertThat(engines.found(0).suspect()).isEmpty();
        }
    }

    @Test
    void aThousandAreTakenUpEachMarkedAndAllComplete() {
        List<ExecutionHandle<Integer>> all = startActive(engines, 1_000);
        engines.die(3);
        try (Baton careful = engines.next()) {
            engines.advance(SOON);
            assertThat(engines.loads).allMatch(keys -> keys.size() == 1).hasSizeGreaterThanOrEqualTo(1_001);
            assertThat(engines.unmarkedLoads).isZero();
            assertThat(engines.found(0).suspect()).as("nothing is taken up now").isEmpty();
            assertThat(engines.store().deaths(0)).isEqualTo(3);
            all.forEach(
                    one -> assertThat(careful.client().get(one.id()).status()).isEqualTo(ExecutionStatus.COMPLETED));
            engines.advance(WELL);
            assertThat(engines.store().deaths(0)).isZero();
            assertThat(incidents(careful)).isEmpty();
        }
    }

    @Test
    void startsGoOnMeanwhile() {
        startActive(engines, 20);
        engines.die(3);
        try (Baton careful = engines.next()) {
            assertThat(careful.client().start(works, ExecutionId.of("new"), 1).status())
                    .isNotNull();
            engines.finish();
            assertThat(careful.client().execution(works, ExecutionId.of("new")).result())
                    .isEqualTo(2);
            assertThat(engines.unmarkedLoads).isZero();
        }
    }

    /** The whole engine takes up one at a time: what is marked elsewhere would be stopped, too. */
    @Test
    void whatIsTakenUpInAnotherPartitionMeanwhileIsNotStopped() {
        var several = new MortalEngines(4, works, waits);
        List<ExecutionHandle<Integer>> others = startActive(several, 40);
        several.lethal.add(LETHAL);
        several.die(3);
        for (int strikes = 0; strikes < 2; strikes++) {
            several.next();
            several.finish();
            assertThat(several.isDead()).isTrue();
            assertThat(several.markedAtDeath).containsExactly(several.key(LETHAL));
        }
        try (Baton last = several.next()) {
            several.advance(SOON);
            assertThat(several.isDead()).isFalse();
            assertThat(onlyIncident(last).seen().execution()).isEqualTo(LETHAL);
            others.forEach(
                    other -> assertThat(last.client().get(other.id()).status()).isEqualTo(ExecutionStatus.COMPLETED));
        }
    }

    @Test
    void aRetryThatKillsAgainIsRefusedTheNextTime() {
        stopLethal();
        Baton hasty = engines.next();
        engines.finish();
        MortalEngines.retry(hasty, onlyIncident(hasty));
        engines.finish();
        assertThat(engines.isDead()).isTrue();
        assertThat(engines.markedAtDeath).containsExactly(engines.key(LETHAL));
        try (Baton last = engines.next()) {
            engines.finish();
            Incident stopped = onlyIncident(last);
            assertThatThrownBy(() -> last.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED))
                    .isInstanceOf(ExecutionRefusedException.class)
                    .hasMessageContaining("an engine died")
                    .hasMessageContaining("[BATON-603]");
            assertThat(engines.isDead()).isFalse();
            engines.lethal.clear();
            engines.advance(WELL);
            last.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED);
            engines.advance(WELL);
            assertThat(last.client().get(LETHAL).status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void theLethalOneIsTerminatedAndLookedAtUnread() {
        stopLethal();
        try (Baton last = engines.next()) {
            engines.finish();
            assertThatThrownBy(() -> last.client().get(LETHAL)).hasMessageContaining("[BATON-602]");
            last.client().terminate(LETHAL, Operator.Children.END, MENDED);
            engines.finish();
            assertThat(engines.isDead()).isFalse();
            assertThat(incidents(last)).isEmpty();
            assertThat(last.client()
                            .list(ExecutionFilter.defaults().status(ExecutionStatus.TERMINATED), Paging.defaults())
                            .items())
                    .extracting(ExecutionSummary::id)
                    .containsExactly(LETHAL);
        }
    }

    /** Leaves a dead engine, and the lethal execution stopped. */
    private void stopLethal() {
        startActive(engines, 2);
        engines.lethal.add(LETHAL);
        engines.die(3);
        engines.dieOfIt(2);
        try (Baton stops = engines.next()) {
            engines.finish();
            assertThat(onlyIncident(stops).seen().execution()).isEqualTo(LETHAL);
        }
    }

    /** Leaves a dead engine, the lethal execution and so many others, all in the middle of a step. */
    private List<ExecutionHandle<Integer>> startActive(MortalEngines where, int others) {
        List<ExecutionHandle<Integer>> all = new ArrayList<>();
        working = false;
        Baton first = where.next();
        for (int i = 0; i < others; i++) {
            if (i == others / 2) {
                first.client().start(works, LETHAL, 1);
            }
            all.add(first.client().start(works, ExecutionId.of("other-" + i), i));
        }
        where.finish();
        working = true;
        return all;
    }
}
