package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls on a durable queue: they outlive owners, and what came of them counts as always. */
class QueueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Step<String, String> onQueue(Step<String, String> step) {
        return step.on("gpu");
    }

    /** A plain step, one on a queue, and what follows. */
    private static Scenario order(String rule, Step<String, String> queued, boolean fails) {
        return Scenario.of(rule, Saga.named("order", String.class, String.class).define((saga, in) -> {
            var reserved = saga.step(Steps.compensatable("reserve"), in);
            var drawn = saga.step(queued, reserved);
            return fails ? saga.fail(drawn) : saga.step(Steps.compensatable("print"), drawn);
        }));
    }

    private static List<Effect.Invoke> queued(World world) {
        return world.workers().queued();
    }

    /** Whatever crashes: what waits for a worker, or is with one, is not lost with the owner, and nobody takes it up. */
    private static void neverLost(World world) {
        assertThat(world.events(Event.AttemptLost.class).stream()
                        .filter(lost -> world.host().entry(lost.entry()).node().equals("draw")))
                .isEmpty();
    }

    @Test
    void aQueuedAttemptSurvivesItsOwner() {
        order("queue", onQueue(Steps.compensatable("draw")), false)
                .check(world -> {
                    Expect.completed(world);
                    neverLost(world);
                    assertThat(queued(world)).hasSize(1);
                    assertThat(queued(world).getFirst().queue()).contains("gpu");
                    assertThat(world.service("draw").calls()).isOne();
                    assertThat(world.workers().isWaiting(world.host(), 1)).isFalse();
                })
                .play();
    }

    @Test
    void whatOnlyWaitsForAWorkerNeedsNoOwner() {
        order("queue (nobody)", onQueue(Steps.compensatable("draw")), false)
                .script(world -> world.workers().gone())
                .script(world -> world.whenQuiet(quiet -> {
                    assertThat(quiet.state().isActive()).isFalse();
                    assertThat(quiet.state().isLive()).isTrue();
                    quiet.cancel();
                }))
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.service("draw").calls()).isZero();
                    assertThat(world.undone()).containsExactly("reserve");
                })
                .play();
    }

    @Test
    void anAttemptOfAWorkerThatDiedIsRepeatedAndCostsNone() {
        order(
                        "queue (3.6)",
                        onQueue(Steps.compensatable("draw")
                                .retry(Retry.every(MINUTE).attempts(2))),
                        false)
                .service("draw", it -> it.does(Behaviour.silent(), Behaviour.silent(), Behaviour.unavailable()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(queued(world)).hasSize(4);
                    assertThat(world.service("draw").calls()).isEqualTo(4);
                })
                .play();
    }

    @Test
    void anAttemptThatIsMadeOnceIsNotRepeatedWhenItsWorkerDied() {
        order("queue (3.6, once)", onQueue(Steps.probed("draw").retry(Retry.never())), false)
                .service("draw", it -> it.always(Behaviour.silent()).fenced())
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.service("draw").calls()).isOne();
                    assertThat(world.service("draw").probes()).isPositive();
                    assertThat(queued(world).getLast()).isInstanceOf(Effect.InvokeProbe.class);
                })
                .play();
    }

    @Test
    void theTimeOfAnAttemptCountsFromWhenItWasTakenAndItsLateAnswerEndsIt() {
        order("queue (3.4)", onQueue(Steps.compensatable("draw").timeout(MINUTE).retry(Retry.every(MINUTE))), false)
                .service("draw", it -> it.does(Behaviour.late(MINUTE.plusSeconds(30))))
                .check(world -> {
                    Expect.completed(world);
                    neverLost(world);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(1);
                    assertThat(world.service("draw").calls()).isOne();
                    assertThat(world.standing("draw")).isOne();
                })
                .play();
    }

    @Test
    void aSuccessAfterItWasGivenUpIsKnownToItsUndo() {
        order(
                        "queue (late)",
                        onQueue(Steps.compensatable("draw").timeout(MINUTE).retry(Retry.never())),
                        false)
                .service("draw", it -> it.does(Behaviour.late(MINUTE.plusSeconds(5))))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("draw")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.undone()).containsExactly("draw", "reserve");
                })
                .play();
    }

    @Test
    void aCompensationIsTakenFromTheQueueToo() {
        order("queue (undo)", onQueue(Steps.compensatable("draw")), true)
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("draw", "reserve");
                    assertThat(queued(world)).hasSize(2);
                    assertThat(queued(world).getLast()).isInstanceOf(Effect.InvokeUndo.class);
                    assertThat(world.service("draw").undoCalls()).isOne();
                })
                .play();
    }

    @Test
    void aCompensationWhoseWorkerDiedIsRepeated() {
        order("queue (undo lost)", onQueue(Steps.compensatable("draw")), true)
                .service("draw", it -> it.undoes(Behaviour.silent(), Behaviour.lostBefore()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.service("draw").undoCalls()).isEqualTo(3);
                })
                .play();
    }

    @Test
    void whileTheExecutionGoesBackWhatSomebodyTookIsWaitedForAndNoLonger() {
        order("queue (4.1)", onQueue(Steps.compensatable("draw").timeout(MINUTE)), false)
                .service("draw", it -> it.always(Behaviour.late(Duration.ofHours(1))))
                .script(world -> world.when(
                        Event.CallQueued.class,
                        queued -> true,
                        taken -> taken.later(Workers.TAKE.multipliedBy(2), World::cancel)))
                .check(world -> {
                    assertThat(world.state().standing().cause()).contains(Cause.CANCEL);
                    assertThat(world.events(Event.CallbackLimited.class)).hasSize(1);
                    assertThat(world.service("draw").calls()).isOne();
                })
                .play();
    }

    @Test
    void anOwnerWithoutTheCodePutsACallOnAQueue() {
        Saga<String, String> saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(Steps.compensatable("draw"), in));
        Scenario.of("queue (no code)", saga)
                .service("draw", it -> it.always(Behaviour.silent()))
                .script(world -> world.during("draw", during -> {
                    during.command(new Command.QueueCall(0, Entry.Phase.RUNNING, 9, "order@1"));
                    assertThat(queued(during)).as("another attempt").isEmpty();
                    Entry entry = during.entry("draw", 1);
                    during.service("draw").always(Behaviour.ok());
                    during.services().running().clear(); // it was never made
                    during.command(new Command.QueueCall(0, Entry.Phase.RUNNING, entry.attempt(), "order@1"));
                    during.command(new Command.QueueCall(0, Entry.Phase.RUNNING, entry.attempt(), "order@1"));
                    assertThat(queued(during)).as("once").hasSize(1);
                    assertThat(during.state().isActive()).isFalse();
                }))
                .check(Expect::completed)
                .play();
    }
}
