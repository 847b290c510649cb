package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** More arrives than one turn takes: nothing waits for ever behind starts, and no batch grows without a bound. */
class CrowdedTurnsTest {
    private static final int STARTS = 100;
    private static final int COMMANDS_PER_TURN = 4;
    private static final int MEGABYTE = 1 << 20;
    private static final int BATCH_MAX = 8 * MEGABYTE;

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final List<Command> decided = new ArrayList<>();
    private final Saga<String, Done> waits =
            Saga.named("waits", String.class).define((saga, name) -> saga.waitFor(Duration.ofMinutes(1)));
    private final Saga<String, Done> works = Saga.named("works", String.class)
            .define((saga, name) ->
                    saga.step(Step.named("work", String.class).does(in -> {}).readOnly(), name));

    @Test
    void aTimerFiresAlthoughStartsWait() {
        try (var baton = baton(store)) {
            // Before the loop's own alarm for the timer of the execution that is started next.
            clock.schedule(clock.instant().plus(Duration.ofMinutes(1)), () -> offerStarts(baton, "more", "\"a\""));
            ExecutionHandle<Done> timed =
                    baton.client().start(waits, ExecutionId.of("timed"), "a", StartOptions.defaults());
            clock.finish();
            decided.clear();
            clock.advance(Duration.ofMinutes(1));
            assertThat(timed.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(startsBefore(Command.FireTimer.class)).isLessThan(4 * COMMANDS_PER_TURN);
        }
    }

    @Test
    void recoveryGoesOnAlthoughStartsWait() {
        var crashed = new ArrayList<InMemoryStore>();
        store.onCommit(batch -> {
            crashed.add(store.copy());
            return InMemoryStore.Fault.NONE;
        });
        try (var baton = baton(store)) {
            baton.client().start(works, ExecutionId.of("left"), "a", StartOptions.defaults());
            clock.finish();
        }
        // Before the second commit the start is stored, and no answer of the step.
        try (var baton = baton(crashed.get(1))) {
            decided.clear();
            offerStarts(baton, "more", "\"a\"");
            clock.finish();
            assertThat(startsBefore(Command.Recover.class)).isLessThan(4 * COMMANDS_PER_TURN);
        }
    }

    @Test
    void aBatchIsBoundedInBytes() {
        var sizes = new ArrayList<Long>();
        store.onCommit(batch -> {
            sizes.add(batch.chunks().stream()
                    .mapToLong(chunk -> chunk.events().length)
                    .sum());
            return InMemoryStore.Fault.NONE;
        });
        try (var baton =
                Baton.builder().store(store).register(waits).clock(clock).start()) {
            offerStarts(baton, "large", '"' + "x".repeat(MEGABYTE - 2) + '"');
            clock.finish();
            assertThat(sizes.stream().mapToLong(size -> size).sum()).isGreaterThan((long) STARTS * MEGABYTE);
            assertThat(sizes).allMatch(size -> size < BATCH_MAX + 2 * MEGABYTE);
            clock.advance(Duration.ofMinutes(2));
            assertThat(baton.client().counts()).containsEntry(ExecutionStatus.COMPLETED, STARTS);
        }
    }

    @Test
    void aBatchIsBoundedInBytesAlsoByWhatItQueues() {
        var sizes = new ArrayList<Long>();
        store.onCommit(batch -> {
            sizes.add(Stream.concat(
                            batch.chunks().stream().map(chunk -> chunk.events().length),
                            batch.queued().stream().map(queued -> queued.content().length))
                    .mapToLong(size -> size)
                    .sum());
            return InMemoryStore.Fault.NONE;
        });
        Saga<String, Done> draws = Saga.named("draws", String.class)
                .define((saga, name) -> saga.step(
                        Step.named("draw", Done.class).does(in -> {}).on("gpu").readOnly(), saga.done()));
        try (var baton =
                Baton.builder().store(store).register(draws).clock(clock).start()) {
            offerStarts(baton, "draws", "large", '"' + "x".repeat(MEGABYTE - 2) + '"');
            clock.finish();
            assertThat(sizes).anyMatch(size -> size > 4 * MEGABYTE);
            // What the last of a batch brings: its input, and that again with its call.
            assertThat(sizes).allMatch(size -> size < BATCH_MAX + 3 * MEGABYTE);
        }
    }

    private long startsBefore(Class<? extends Command> kind) {
        assertThat(decided).hasAtLeastOneElementOfType(kind);
        return decided.stream()
                .takeWhile(command -> !kind.isInstance(command))
                .filter(command -> command instanceof Command.StartExecution)
                .count();
    }

    private static void offerStarts(Baton baton, String name, String json) {
        offerStarts(baton, "waits", name, json);
    }

    private static void offerStarts(Baton baton, String saga, String name, String json) {
        Inbox inbox = ((RunningBaton) baton).partition(0).inbox;
        for (int i = 0; i < STARTS; i++) {
            var command = new Command.StartExecution(
                    saga, 1, "run", Payload.ofJson(json), Optional.empty(), Map.of(), Optional.empty(), List.of());
            ExecutionId id = ExecutionId.of(name + "-" + i);
            assertThat(inbox.offer(new Message.Start(id, command, 0, new CompletableFuture<>())))
                    .isTrue();
        }
    }

    private Baton baton(InMemoryStore where) {
        return Baton.builder()
                .store(where)
                .register(waits, works)
                .limits(new Limits(
                        MEGABYTE,
                        STARTS,
                        1_000,
                        COMMANDS_PER_TURN,
                        MEGABYTE,
                        10,
                        Map.of(),
                        Duration.ofDays(1),
                        Limits.UNBOUNDED,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)))
                .clock(clock)
                .faults(decider -> (state, command, now) -> {
                    decided.add(command);
                    return decider.decide(state, command, now);
                })
                .start();
    }
}
