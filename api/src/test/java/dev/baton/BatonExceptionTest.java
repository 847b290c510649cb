package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers read: asked, found, what to do next, code. */
class BatonExceptionTest {
    private static final ExecutionId ID = ExecutionId.of("order-42");
    private static final Failure DECLINED = Failure.of("CardDeclined", "No money.");

    static Stream<BatonException> all() {
        return Stream.of(
                ExecutionConflictException.ofOtherSaga(ID, "refund", "order"),
                ExecutionConflictException.ofOtherInput(ID, "order"),
                new ExecutionUnknownException(ID),
                new SagaUnknownException("refnd", List.of("refund", "order")),
                new SagaUnknownException("refund", List.of()),
                new CallbackUnknownException("x".repeat(5_000), "it names no execution."),
                new ExecutionRefusedException(ID, "cancelled", "BATON-110", "it is past its pivot 'ship'. Let it run."),
                new IncidentConflictException(
                        "BATON-117",
                        "Incident 0 of 'order-42' was already answered by alice: retry. Nothing was changed."),
                new SagaCompensatedException(
                        ID, ExecutionDetails.Cause.FAILURE, Optional.of("charge"), DECLINED, List.of("pay"), List.of()),
                new SagaCompensatedException(
                        ID,
                        ExecutionDetails.Cause.FAILURE,
                        Optional.empty(),
                        DECLINED,
                        List.of("pay"),
                        List.of("reserve")),
                SagaFailedException.failed(ID, Optional.of("charge"), DECLINED),
                SagaFailedException.terminated(ID, "alice", "Wrong data."),
                new StillRunningException(ID, Duration.ofSeconds(2), ExecutionStatus.COMPENSATING, true),
                new StillRunningException(ID, Duration.ofSeconds(2), ExecutionStatus.RUNNING, false),
                new SagaRefusedException(List.of("one", "two")),
                PayloadRefusedException.tooLarge("input of step 'charge'", 2_000_000, 1_048_576),
                PayloadRefusedException.breaksContract("input of step 'charge'", "/cents", "a string", "a number"),
                PayloadRefusedException.unwritable("result of step 'charge'", "Thread", "it is no data."),
                new StoreUnavailableException("The batch was not stored: the disk is full."),
                StoreRefusedException.inUse("orders.db", "Process 77"),
                StoreRefusedException.newer("orders.db", 9, 3),
                StoreRefusedException.unusable("orders.db", "it is no SQLite file."),
                new OverloadedException(ID, "10000 starts wait to be stored", 10_000, Duration.ofMillis(50)),
                TransactionRefusedException.of("its connection commits every statement by itself. Begin one first."),
                new BatonClosedException("start of execution 'order-42'"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhatWasAskedWhatWasFoundAndWhatToDoNext(BatonException exception) {
        assertThat(exception.code()).matches("BATON-[1-6]\\d\\d");
        assertThat(exception)
                .message()
                .matches("(?s)[A-Z].{20,}\\. \\[" + exception.code() + "]")
                .hasSizeLessThan(700);
    }

    @Test
    void codesAreNotShared() {
        var kinds = all().collect(Collectors.groupingBy(
                BatonException::code, Collectors.mapping(BatonException::getClass, Collectors.toSet())));
        assertThat(kinds.values()).allSatisfy(classes -> assertThat(classes).hasSize(1));
        assertThat(kinds.values().stream().flatMap(Set::stream).toList())
                .containsAll(List.of(BatonException.class.getPermittedSubclasses()).stream()
                        .<Class<? extends BatonException>>map(type -> type.asSubclass(BatonException.class))
                        .toList());
    }

    @Test
    void namesTheStepThatFailedAndWhatWasLeft() {
        var exception = new SagaCompensatedException(
                ID,
                ExecutionDetails.Cause.FAILURE,
                Optional.of("charge"),
                DECLINED,
                List.of("pay"),
                List.of("reserve"));
        assertThat(exception)
                .hasMessage("Execution 'order-42' failed at 'charge' (CardDeclined: No money.) and was undone,"
                        + " save what an operator left as it is: [reserve]."
                        + " Start it anew under another id when the cause is gone. [BATON-130]");
        assertThat(exception.step()).hasValue("charge");
        assertThat(exception.gaps()).containsExactly("reserve");
        assertThat(exception.undone()).containsExactly("pay");
        assertThat(exception.why()).isEqualTo(ExecutionDetails.Cause.FAILURE);
    }
}
