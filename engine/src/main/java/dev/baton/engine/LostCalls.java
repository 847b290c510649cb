package dev.baton.engine;

import dev.baton.store.HandedOver;
import dev.baton.store.Store;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Calls that were handed over by engines that live no more: their executions are recovered again. Belongs to its partition's thread. */
final class LostCalls {
    private final int partition;
    private final Store store;
    private final Inbox inbox;
    private final HandedAttempts handed;
    private final LettersFirst letters;
    private Set<String> alive = Set.of();
    private Set<String> dying = Set.of();

    LostCalls(int partition, Store store, Inbox inbox, HandedAttempts handed, LettersFirst letters) {
        this.partition = partition;
        this.store = store;
        this.inbox = inbox;
        this.handed = handed;
        this.letters = letters;
    }

    /** The partition is owned from now on. */
    void begin() {
        handed.begin(store.handedOver(partition));
        alive = Set.of();
        dying = Set.of();
    }

    /** Has what is lost recovered, once those that live are others than before. */
    void recover(Set<String> living) {
        if (handed.isEmpty() || living.isEmpty() || living.equals(alive)) {
            return;
        }
        if (!living.equals(dying)) {
            // Their last results may be there as letters: those come first.
            dying = living;
            letters.ask();
        }
        if (!letters.areRead()) {
            return;
        }
        alive = living;
        List<HandedOver> dead = handed.dropDead(living);
        dead.stream()
                .collect(Collectors.groupingBy(HandedOver::execution))
                .forEach((id, calls) -> inbox.put(new Message.Lost(id, calls)));
        if (!dead.isEmpty()) {
            store.forget(partition, dead); // what stays after a failure is found dead by the next owner
        }
    }
}
