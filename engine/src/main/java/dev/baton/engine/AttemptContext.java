package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.PayloadMapper;
import dev.baton.StepContext;
import dev.baton.core.Payload;
import java.time.Instant;

/** What a handler is told. Thread-safe: it only reads, and notes a heartbeat. */
final class AttemptContext implements StepContext {
    private final Attempt attempt;
    private final ExecutionId execution;
    private final String key;
    private final Payload sagaInput;
    private final PayloadMapper mapper;

    AttemptContext(Attempt attempt, ExecutionId execution, String key, Payload sagaInput, PayloadMapper mapper) {
        this.attempt = attempt;
        this.execution = execution;
        this.key = key;
        this.sagaInput = sagaInput;
        this.mapper = mapper;
    }

    @Override
    public ExecutionId execution() {
        return execution;
    }

    @Override
    public String idempotencyKey() {
        return key;
    }

    @Override
    public <S> S sagaInput(Class<S> type) {
        return mapper.decode("input of execution '" + execution + "'", sagaInput.bytes(), type);
    }

    @Override
    public int attempt() {
        return attempt.number();
    }

    @Override
    public Instant deadline() {
        return attempt.deadline();
    }

    @Override
    public boolean cancelled() {
        return attempt.isCancelled();
    }

    @Override
    public void heartbeat() {
        attempt.beat();
    }

    @Override
    public System.Logger log() {
        return new AttemptLog(System.getLogger("dev.baton.step." + attempt.step()), execution, attempt);
    }
}
