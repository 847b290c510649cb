package dev.baton;

/**
 * Starts executions, sends them what they wait for, looks at them and operates them. Thread-safe; one client serves a whole application.
 *
 * <p>Every command is stored before it returns, so a crash afterwards loses nothing, and throws
 * {@link StoreUnavailableException} if the store did not answer: it may or may not be stored, so ask again. After the
 * engine was closed, every method throws {@link BatonClosedException}.
 */
public interface BatonClient extends Inspector, Operator {
    /** As {@link #start(SagaContract, ExecutionId, Object, StartOptions)}, found by its id only. */
    default <I, O> ExecutionHandle<O> start(SagaContract<I, O> saga, ExecutionId id, I input) {
        return start(saga, id, input, StartOptions.defaults());
    }

    /**
     * Starts an execution, or returns the one that this {@code id} already started.
     *
     * <p>Starting again with the same id, saga and input is safe and changes nothing, whatever became of the first; its
     * options stay those of the first start.
     *
     * @param id chosen by the caller, see {@link ExecutionId#of}; makes the start idempotent
     * @param input at most 1 MiB once serialised (configurable)
     * @throws ExecutionConflictException if {@code id} belongs to another saga or was started with another input
     * @throws SagaUnknownException if no saga of this name is registered
     * @throws PayloadRefusedException if the input is too large or breaks its contract; nothing was started
     * @throws OverloadedException if too many commands wait; nothing was started, and the same start is good later
     */
    <I, O> ExecutionHandle<O> start(SagaContract<I, O> saga, ExecutionId id, I input, StartOptions options);

    /** An execution that was started earlier. Looks nothing up yet. */
    <I, O> ExecutionHandle<O> execution(SagaContract<I, O> saga, ExecutionId id);

    /** As {@link #signal(ExecutionId, Delivery)}, without an id: each call is a delivery of its own. */
    default <T> void signal(ExecutionId id, Signal<T> signal, T value) {
        signal(id, signal.carrying(value));
    }

    /**
     * Delivers a signal: {@code client.signal(id, APPROVAL.carrying(approval).withId("mail-77"))}. Kept if the execution
     * does not wait for it yet; at most 1,000 are kept.
     *
     * @throws ExecutionUnknownException if there is no such execution
     * @throws ExecutionRefusedException if it has ended, or keeps as many signals as it can
     * @throws PayloadRefusedException if the value is too large or breaks its contract
     */
    <T> void signal(ExecutionId id, Delivery<T> delivery);

    /**
     * Delivers a signal to an execution, which is started first if there is none: for events that may come first.
     *
     * @throws ExecutionConflictException if {@code id} belongs to another saga. Another input is no conflict: only the
     *     first start reads it
     * @throws ExecutionRefusedException as {@link #signal(ExecutionId, Delivery)}
     * @throws PayloadRefusedException if input or value are too large or break their contract; nothing was done
     * @throws OverloadedException if too many commands wait; nothing was done
     */
    <I, O> ExecutionHandle<O> startOrSignal(
            SagaContract<I, O> saga, ExecutionId id, I input, Delivery<?> delivery, StartOptions options);

    /**
     * Brings the result of work that a {@link CallbackHandler} began. The same token again changes nothing.
     *
     * @throws CallbackUnknownException if the token is none, or its execution is not kept any more
     * @throws PayloadRefusedException if the result is too large or is not of the step's type; nothing was stored
     */
    <O> void complete(Step<?, O> step, String token, O result);

    /**
     * Says that work which a {@link CallbackHandler} began was refused, and certainly had no effect.
     *
     * @param why 1 to 2,000 characters
     * @throws CallbackUnknownException if the token is none, or its execution is not kept any more
     */
    void refuse(String token, String why);
}
