package dev.baton.engine;

import dev.baton.ExecutionDetails;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.SagaCompensatedException;
import dev.baton.SagaFailedException;
import dev.baton.StillRunningException;
import dev.baton.core.Payload;
import java.time.Duration;

/** One execution, as its starter sees it. Thread-safe. */
final class Handle<O> implements ExecutionHandle<O> {
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private final ExecutionId id;
    private final Class<O> type;
    private final Post post;
    private final Contracts contracts;
    private final Histories histories;

    Handle(ExecutionId id, Class<O> type, Post post, Contracts contracts, Histories histories) {
        this.id = id;
        this.type = type;
        this.post = post;
        this.contracts = contracts;
        this.histories = histories;
    }

    @Override
    public ExecutionId id() {
        return id;
    }

    @Override
    public ExecutionStatus status() {
        return post.look(id, hot -> Views.status(Views.known(id, hot)));
    }

    @Override
    public O result() {
        return result(CENTURY);
    }

    @Override
    public O result(Duration wait) {
        Ending end = post.end(id, wait).orElseGet(() -> post.look(id, hot -> endingNow(Views.known(id, hot), wait)));
        return value(end);
    }

    /** It may have ended just now, or long ago if nobody wanted to wait. */
    private Ending endingNow(Hot hot, Duration wait) {
        if (hot.state == null || !hot.state.hasEnded()) {
            boolean asks = hot.state == null || hot.state.hasOpenIncident();
            throw new StillRunningException(id, wait, Views.status(hot), asks);
        }
        return Ending.of(hot.state);
    }

    private O value(Ending end) {
        Failure failure = end.failure().orElseGet(() -> Failure.of(Failure.FAILED, "no reason was kept"));
        return switch (end.status()) {
            case COMPLETED ->
                contracts.decode(
                        "result of execution '" + id + "'",
                        end.result().orElse(Payload.NOTHING).bytes(),
                        type);
            case COMPENSATED ->
                throw new SagaCompensatedException(
                        id,
                        end.cause().map(Ending::shown).orElse(ExecutionDetails.Cause.FAILURE),
                        end.step(),
                        failure,
                        end.undone(),
                        end.gaps());
            case FAILED -> throw SagaFailedException.failed(id, end.step(), failure);
            case TERMINATED -> throw histories.termination(id);
            case RUNNING, COMPENSATING ->
                throw new IllegalStateException("Bug: execution '" + id + "' has not ended. [BATON-901]");
        };
    }
}
