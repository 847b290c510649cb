package dev.baton.engine;

import dev.baton.BatonClient;
import dev.baton.ContextHandler;
import dev.baton.Handler;
import dev.baton.PayloadMapper;
import dev.baton.Saga;
import dev.baton.SagaRefusedException;
import dev.baton.Starter;
import dev.baton.Step;
import dev.baton.Transaction;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A running engine. Thread-safe; one serves a whole application. */
public interface Baton extends AutoCloseable {
    /** Begins an engine. */
    static Builder builder() {
        return new Builder();
    }

    /** Starts executions and looks at them. */
    BatonClient client();

    /**
     * How many of the store's partitions this engine owns at the moment, and so advances. Engines on one store share them;
     * one that has just started owns none for up to a second.
     */
    int partitionsOwned();

    /**
     * Starts executions and delivers signals if and only if a transaction of the caller commits, on the database that the
     * store uses: {@code baton.joining(JdbcTransaction.of(connection)).start(placeOrder, id, order)}. They are taken up
     * within a second after that.
     */
    Starter joining(Transaction transaction);

    /**
     * Stops taking work, gives its partitions to the other engines on its store, if there are any, waits up to 30 s for handlers
     * that run (see {@link Limits#closing}), and stores what they did. Executions go on at the next start. The store stays open: who opened it closes it.
     */
    @Override
    void close();

    /** Collects what an engine needs: a store and sagas. Everything else has a default. */
    final class Builder {
        private final List<Saga<?, ?>> sagas = new ArrayList<>();
        private final Map<String, ContextHandler<Object, Object>> stubs = new LinkedHashMap<>();
        private @Nullable Store store;
        private PayloadMapper mapper = new JacksonMapper();
        private Limits limits = Limits.defaults();
        private @Nullable ExecutionArchive archive;
        private @Nullable EngineClock clock;
        private UnaryOperator<TurnDecider.Deciding> faults = UnaryOperator.identity();

        private Builder() {}

        /** Where executions are kept. It must be open, and stays the caller's. */
        public Builder store(Store store) {
            this.store = store;
            return this;
        }

        /** Adds sagas; a child is registered with its parent. */
        public Builder register(Saga<?, ?>... sagas) {
            this.sagas.addAll(List.of(sagas));
            return this;
        }

        /** How values become JSON; by default records by Jackson. */
        public Builder payloadMapper(PayloadMapper mapper) {
            this.mapper = mapper;
            return this;
        }

        /** Replaces {@link Limits#defaults()}. */
        public Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** Keeps ended executions elsewhere, before retention removes them here; by default they are only removed. */
        public Builder archive(ExecutionArchive archive) {
            this.archive = archive;
            return this;
        }

        /** Another time than the machine's, for tests. */
        public Builder clock(EngineClock clock) {
            this.clock = clock;
            return this;
        }

        /** Puts a stub in the place of a step's work, for tests. Its compensation stays. */
        public <I, O> Builder replacing(Step<I, O> step, Handler<? super I, ? extends O> stub) {
            stubs.put(step.task(), (input, context) -> stub.handle(step.input().cast(input)));
            return this;
        }

        /** Lets decisions fail on purpose, for tests. */
        Builder faults(UnaryOperator<TurnDecider.Deciding> faults) {
            this.faults = faults;
            return this;
        }

        /**
         * Starts the engine: registers its sagas, takes its partitions, and takes up what a former one left.
         *
         * @throws SagaRefusedException with every problem of every saga; nothing was started
         */
        public Baton start() {
            Store where =
                    Objects.requireNonNull(store, "An engine needs a store: Baton.builder().store(…). [BATON-604]");
            EngineClock time = clock == null ? EngineClock.system() : clock;
            return RunningBaton.start(where, sagas, stubs, mapper, limits, archive, time, faults);
        }
    }
}
