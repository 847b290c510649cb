package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Archive;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is marked in the store while it is taken up, and what was marked when earlier owners died. Belongs to its partition's
 * thread.
 */
final class Suspicion {
    private static final Logger log = LoggerFactory.getLogger(Suspicion.class);
    /** Owners that died with one and the same marked, before it is stopped. */
    private static final int STRIKES = 2;
    /** Deaths from which on all marks stay for a while: an execution that kills at once would be stopped by then. */
    private static final int DEATHS_PATIENT = Caution.DEATHS + STRIKES + 1;

    private static final Duration STAY_FIRST = Duration.ofMillis(50);
    private static final Duration STAY_MAX = Duration.ofSeconds(1);
    private static final int DOUBLED_MAX = 10;

    private final Store store;
    private final Ownership ownership;
    private int partition;
    private int deaths;
    private Optional<Lease.Suspect> suspect = Optional.empty();
    private Optional<Long> marked = Optional.empty();
    /** Whether it is stored that the suspect is stopped. */
    private boolean carriedOut;
    /** An execution that was stopped since engines died of it, and that goes on. */
    private Optional<Long> dreaded = Optional.empty();

    Suspicion(Store store, Ownership ownership) {
        this.store = store;
        this.ownership = ownership;
    }

    /** Begins to own the partition; answers the suspect that is to be taken up. */
    Optional<ExecutionId> begin(Lease lease) {
        partition = lease.partition();
        deaths = lease.deaths();
        suspect = lease.suspect();
        // One that is stopped already is not taken up by itself; only an operator's retry has it read.
        return suspect.flatMap(one -> Halting.listed(store, one.key()))
                .filter(found -> !found.stopped())
                .map(Archive.Listed::id)
                .filter(id -> store.ended(List.of(id)).isEmpty());
    }

    Optional<Long> marked() {
        return marked;
    }

    void mark(Optional<Long> key) {
        if (!marked.equals(key)) {
            Lease lease = ownership.lease();
            if (!store.mark(lease, key)) {
                throw lost(lease);
            }
            marked = key;
        }
    }

    void settle() {
        Lease lease = ownership.lease();
        if (!store.settle(lease)) {
            throw lost(lease);
        }
    }

    /** As {@link #settle}; if the store does not answer, the deaths still count. */
    void settleIfPossible() {
        try {
            settle();
        } catch (StoreUnavailableException e) {
            log.warn("Who died in partition {} is not forgotten, since the store did not answer.", partition, e);
        }
    }

    private StoreUnavailableException lost(Lease lease) {
        ownership.ended(lease);
        return new StoreUnavailableException(
                "Another engine owns partition " + lease.partition() + " now, so nothing is taken up here.");
    }

    /** An execution is read again that engines died of: it is marked, whatever happened since. */
    void dread(long key) {
        mark(Optional.of(key));
        dreaded = Optional.of(key);
    }

    /** Whether an engine died while it took this one up; of one that was stopped before that is enough. */
    boolean suspects(long key) {
        return suspect.filter(one -> one.key() == key).isPresent();
    }

    /** Whether so many engines died while they took this one up that it is stopped unread. */
    boolean condemns(long key) {
        return suspect.filter(one -> one.key() == key && one.strikes() >= STRIKES)
                .isPresent();
    }

    /** Why the condemned one is stopped. */
    EnginesDiedException sentence(ExecutionId id) {
        return new EnginesDiedException(id, partition, deaths);
    }

    /** It is stored that the condemned one is stopped. */
    void carriedOut() {
        carriedOut = true;
    }

    /** For how long what is marked keeps its mark, once its effects have begun: what it began may kill a little later. */
    Duration stay() {
        if (marked.isEmpty()) {
            return Duration.ZERO;
        }
        if (suspects(marked.get()) || dreaded.equals(marked)) {
            return STAY_MAX;
        }
        if (deaths < DEATHS_PATIENT) {
            return Duration.ZERO;
        }
        Duration longer = STAY_FIRST.multipliedBy(1L << Math.min(deaths - DEATHS_PATIENT, DOUBLED_MAX));
        return longer.compareTo(STAY_MAX) < 0 ? longer : STAY_MAX;
    }

    /** What was taken up last did no harm, or is stopped. */
    void leave() {
        boolean lived = marked.isPresent() && suspects(marked.get());
        if (lived || carriedOut) {
            suspect.ifPresent(one -> store.acquit(partition, one.key()));
            suspect = Optional.empty();
            carriedOut = false;
        }
        dreaded = Optional.empty();
    }

    /** The partition is lost, and who had something marked lives: that did no harm. */
    void takeBack() {
        try {
            marked.ifPresent(key -> store.acquit(partition, key));
        } catch (StoreUnavailableException e) {
            log.warn("An execution of partition {} stays suspected, since the store did not answer.", partition, e);
        }
    }

    /** Forgets everything. */
    void forget() {
        deaths = 0;
        suspect = Optional.empty();
        marked = Optional.empty();
        carriedOut = false;
        dreaded = Optional.empty();
    }
}
