package dev.baton.engine;

import dev.baton.Delivery;
import dev.baton.ExecutionId;
import dev.baton.SagaContract;
import dev.baton.StartOptions;
import dev.baton.Starter;
import dev.baton.Transaction;
import dev.baton.core.Command;
import dev.baton.store.LetterCodec;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import java.util.List;
import java.util.Optional;

/** Writes letters in a transaction of the caller; the owners of the partitions find them once it has committed. */
final class JoiningStarter implements Starter {
    private final Store store;
    private final Requests requests;
    private final Transaction transaction;

    JoiningStarter(Store store, Requests requests, Transaction transaction) {
        this.store = store;
        this.requests = requests;
        this.transaction = transaction;
    }

    @Override
    public <I, O> void start(SagaContract<I, O> saga, ExecutionId id, I input, StartOptions options) {
        send(id, requests.start(saga, id, input, options));
    }

    @Override
    public <T> void signal(ExecutionId id, Delivery<T> delivery) {
        send(id, requests.signal(delivery));
    }

    private void send(ExecutionId id, Command command) {
        int partition = Inbox.partition(id, store.partitions());
        store.send(transaction, List.of(new Mail.Letter(partition, id, LetterCodec.encode(command), Optional.empty())));
    }
}
