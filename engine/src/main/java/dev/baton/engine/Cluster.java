package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.store.HandedOver;
import dev.baton.store.Members;
import dev.baton.store.Store;
import dev.baton.store.Wakeups;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** This engine among others on the same store: what it knows of them, and how they talk. Thread-safe. */
final class Cluster implements Away, AutoCloseable {
    final Keeper keeper;
    final StoredExecutions stored;
    private final Outbox outbox;
    private final Questions questions;
    private final MailRound round;
    private final List<Partition> partitions;
    private final boolean shared;
    private final Optional<Wakeups> wakeups;
    private final Optional<Wakeups.Listening> listening;

    Cluster(
            Store store,
            Members.Member member,
            List<Partition> partitions,
            Limits limits,
            EngineClock own,
            StoreClock clock,
            BooleanSupplier isFull) {
        this.partitions = partitions;
        this.shared = store.isShared();
        this.keeper = new Keeper(store, partitions, member, limits.leaseTtl(), own, clock);
        this.questions = new Questions(own);
        this.stored = new StoredExecutions(store);
        this.round = new MailRound(store, partitions, questions, stored, isFull);
        this.wakeups = store.wakeups();
        this.outbox = new Outbox(store, member.name(), questions, limits.startsWaitingMax(), this::sent);
        this.listening = wakeups.map(all -> all.listen(member.name(), round::hint));
    }

    void begin() {
        keeper.begin();
        round.begin();
    }

    private void sent(Set<Integer> to) {
        wakeups.ifPresent(all -> all.wake(to.stream()
                .flatMap(partition -> keeper.owner(partition).stream())
                .distinct()
                .toList()));
        if (to.stream()
                .anyMatch(partition -> partitions.get(partition).ownership.isHeld())) {
            round.hint();
        }
    }

    @Override
    public void forward(int partition, Message message) {
        Inbox inbox = partitions.get(partition).inbox;
        if (Forwarding.isOfOwner(message)) {
            return;
        }
        if (inbox.isHere()) {
            inbox.put(message);
            return;
        }
        switch (message) {
            case Message.Start start -> outbox.send(partition, start.id(), start.command(), start.asker());
            case Message.Order order -> outbox.send(partition, order.id(), order.command(), order.asker());
            case Message.Look<?> look -> stored.look(look);
            case Message.Await await -> {
                stored.await(await);
                round.hint();
            }
            case Message.Fired fired -> throw new IllegalStateException("Bug: a timer is forwarded. [BATON-901]");
            case Message.Rejected rejected -> throw new IllegalStateException("Bug: it is forwarded. [BATON-901]");
            case Message.Lost lost -> throw new IllegalStateException("Bug: it is forwarded. [BATON-901]");
        }
    }

    @Override
    public void forwardDoubtful(int partition, Message message) {
        if (Forwarding.mayRepeat(message)) {
            forward(partition, message);
        } else {
            message.fail(Forwarding.doubt());
        }
    }

    @Override
    public void refused(Partition partition) {
        keeper.refused(partition);
    }

    @Override
    public void avoid(Partition partition) {
        keeper.avoid(partition);
    }

    @Override
    public boolean mayOwn() {
        return shared;
    }

    @Override
    public void left(int partition) {
        round.left(partition);
    }

    @Override
    public void release(Collection<Long> letters) {
        round.taken(letters);
        round.hint();
    }

    @Override
    public long mailMark() {
        return round.mark();
    }

    @Override
    public long mailRead(int partition) {
        return round.read(partition);
    }

    @Override
    public boolean hasRoom() {
        return outbox.hasRoom();
    }

    @Override
    public void landed(Turn turn) {
        round.taken(turn.taken);
        wakeups.filter(all -> !turn.mailed.isEmpty()).ifPresent(all -> all.wake(MailRound.askers(turn)));
        wakeups.filter(all -> !turn.tell.isEmpty()).ifPresent(all -> all.wake(turn.tell));
    }

    @Override
    public void over(int partition, HandedOver call) {
        outbox.over(partition, call);
    }

    /** Whether everything that was to be sent is sent, and every question answered. */
    boolean isQuiet() {
        return outbox.isEmpty() && questions.isEmpty();
    }

    @Override
    public void close() {
        outbox.close();
        round.close();
        listening.ifPresent(Wakeups.Listening::close);
        var closed = new StoreUnavailableException(
                "The engine was closed before an answer came. What was asked may be stored already, or be stored"
                        + " later.");
        questions.failAll(closed);
        stored.failAll(closed);
        stored.close();
        keeper.close();
    }
}
