package dev.baton;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step says becomes data, and what cannot be is refused at once with a sentence. */
class StepTest {
    record In(String text) {}

    private static final Step<In, Done> STEP = Step.named("step", In.class).does(in -> {});
    private static final Saga<In, Done> CHILD =
            Saga.named("child", In.class).version(4).define((saga, in) -> saga.retriable(STEP, in));

    @Test
    void saysNothingAndGetsSafeDefaults() {
        var task = (Node.Task) placed(STEP.compensatedBy(compensation -> {}));
        assertThat(task.rules())
                .isEqualTo(new Node.Rules(
                        Retry.defaults(),
                        ofMinutes(1),
                        Optional.empty(),
                        ofSeconds(10),
                        false,
                        Optional.empty(),
                        Optional.empty()));
        assertThat(task.undo())
                .hasValue(new Node.Undo(
                        new Call.Handler(),
                        new Retry(ofSeconds(1), 2, ofMinutes(5), 20),
                        ofMinutes(1),
                        false,
                        Optional.empty()));
    }

    @Test
    void standsOnAQueueUnderEveryName() {
        var task = (Node.Task) placed(STEP.on("gpu/big").readOnly().renamed("other"));
        assertThat(task.queue()).contains("gpu/big");
        assertThat(((Node.Task) placed(STEP.readOnly())).queue()).isEmpty();
    }

    @Test
    void saysEverything() {
        var retry = Retry.every(ofSeconds(3)).attempts(7);
        var task = (Node.Task) placed(STEP.retry(retry)
                .timeout(ofSeconds(5))
                .heartbeat(ofSeconds(1))
                .settle(Duration.ZERO)
                .askOnFailure()
                .inputSchema("{}")
                .outputSchema("true")
                .probedBy((in, context) -> Verdict.notSeen())
                .compensatedBy(HttpCall.delete("https://a.example/{result.id}"))
                .compensationRetry(Retry.never())
                .compensationTimeout(ofSeconds(2)));
        assertThat(task.rules())
                .isEqualTo(new Node.Rules(
                        retry,
                        ofSeconds(5),
                        Optional.of(ofSeconds(1)),
                        Duration.ZERO,
                        true,
                        Optional.of("{}"),
                        Optional.of("true")));
        assertThat(task.probed()).isTrue();
        assertThat(task.undo()).hasValueSatisfying(undo -> {
            assertThat(undo.retry()).isEqualTo(Retry.never());
            assertThat(undo.timeout()).isEqualTo(ofSeconds(2));
            assertThat(undo.readsOutput()).isTrue();
            assertThat(undo.blind()).isEmpty();
        });
    }

    @Test
    void readsWithoutCompensation() {
        assertThat(((Node.Task) placed(STEP.readOnly())).role()).isEqualTo(Role.READ_ONLY);
    }

    @Test
    void givesWorkThatSomebodyElseCompletesADay() {
        var task = (Node.Task) placed(Step.named("sign", In.class).begins((in, token, context) -> {}));
        assertThat(task.call()).isEqualTo(new Call.Callback());
        assertThat(task.rules().timeout()).isEqualTo(ofDays(1));
    }

    @Test
    void childHasTheVersionThatItsSagaChose() {
        var child = (Node.Child) placed(CHILD.asStep());
        assertThat(child.definition()).isEqualTo("child");
        assertThat(child.version()).isEqualTo(4);
        assertThat(child.role()).isEqualTo(Role.COMPENSATABLE);
        assertThat(child.undo()).isEmpty();
        assertThat(child.timeout()).isEmpty();
    }

    @Test
    void childCanBeDefinedElsewhereAndHaveItsOwnUndo() {
        var contract = SagaContract.of("far-away", In.class, Done.class);
        var step = Step.child(contract, 7).timeout(ofMinutes(3)).compensatedBy(compensation -> {});
        var child = (Node.Child) placed(step);
        assertThat(child.version()).isEqualTo(7);
        assertThat(child.timeout()).hasValue(ofMinutes(3));
        assertThat(child.undo()).isPresent();
    }

    @Test
    void tellsAFailureByItsClassesAndItsOutcome() {
        assertThat(Failure.of(new FileNotFoundException("x")).kinds())
                .containsExactly(
                        "java.io.FileNotFoundException",
                        "java.io.IOException",
                        "java.lang.Exception",
                        "java.lang.Throwable");
        assertThat(Failure.of(new StepRefusedException("no")).kinds()).contains(Failure.REFUSED);
        assertThat(Failure.of(new StepUnavailableException("no")).kinds()).contains(Failure.UNAVAILABLE);
        assertThat(Failure.of(new IllegalStateException()).message()).isEqualTo("IllegalStateException");
    }

    static Stream<ThrowingCallable> outOfBounds() {
        return Stream.of(
                () -> Step.named("Charge", In.class),
                () -> Step.named("", In.class),
                () -> Step.named("x".repeat(81), In.class),
                () -> STEP.renamed("a b"),
                () -> Signal.named("ä", In.class),
                () -> SagaContract.of("A", In.class, In.class),
                () -> STEP.timeout(Duration.ZERO),
                () -> STEP.timeout(ofSeconds(-1)),
                () -> STEP.timeout(ofDays(366)),
                () -> STEP.heartbeat(ofMillis(-1)),
                () -> STEP.settle(ofMillis(-1)),
                () -> STEP.compensationTimeout(Duration.ZERO),
                () -> Saga.named("s", In.class).deadline(Duration.ZERO),
                () -> Saga.named("s", In.class).version(0),
                () -> Saga.named("s", In.class).compensatableAfterCompletion(ofDays(-1)),
                () -> Retry.exponential(Duration.ZERO),
                () -> Retry.defaults().capAt(ofSeconds(-1)),
                () -> Retry.defaults().attempts(0),
                () -> new Retry(ofSeconds(1), 0.5, ofSeconds(1), 2),
                () -> new Retry(ofSeconds(1), Double.NaN, ofSeconds(1), 2),
                () -> Each.concurrently(0),
                () -> Each.inTurn().tolerating(-1),
                () -> Each.inTurn().toleratingPercent(101),
                () -> Repeat.every(ofSeconds(-1)),
                () -> Repeat.atOnce().upTo(0),
                () -> Paging.first(201),
                () -> StartOptions.defaults().businessKey(""),
                () -> new Reason("", "because"),
                () -> new Reason("alice", ""),
                () -> HttpCall.post("payments/charges"),
                () -> new HttpCall("TRACE", "http://a", java.util.Map.of()),
                Errors::of,
                () -> CHILD.asStep().retry(Retry.never()),
                () -> CHILD.asStep().settle(ofSeconds(1)),
                () -> CHILD.asStep().on("gpu"),
                () -> Step.named("s", In.class).does(in -> {}).on(""),
                () -> Step.named("s", In.class).does(in -> {}).on("big gpu"),
                () -> Step.named("s", In.class).does(in -> {}).on("gpü"),
                () -> Step.named("s", In.class).does(in -> {}).on("g".repeat(65)),
                () -> Step.child(CHILD, 0),
                () -> ExecutionId.of("a/b"),
                () -> ExecutionId.of(" "));
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void refusesWhatIsOutOfBoundsWithASentence(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .matches("(?s)[A-Z'].*\\. \\[BATON-\\d{3}]");
    }

    private static Node placed(Step<In, ?> step) {
        var saga = Saga.named("test", In.class).define((flow, in) -> flow.step(step, in));
        assertThat(saga.problems()).isEmpty();
        return saga.definition().root().nodes().getFirst();
    }
}
