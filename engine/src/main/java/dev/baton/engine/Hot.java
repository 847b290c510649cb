package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.core.ExecutionState;
import dev.baton.store.Attention;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An execution in memory: its state, and what of it is stored. Belongs to its partition's thread. */
final class Hot {
    /** What an execution costs beside its data, in bytes; and how much larger data is in memory than when it is packed. */
    private static final int OVERHEAD_BYTES = 1_500;

    private static final int SPREAD = 4;

    final ExecutionId id;
    final long key;
    final int definition;
    final long inputHash;

    /** Null if it is stopped, so that nothing decides on it. */
    @Nullable
    ExecutionState state;

    /** Set if it is stopped. */
    @Nullable
    Halt halt;

    /** What an earlier owner left outstanding is not taken up yet: that has to come before any decision. */
    boolean unrecovered;

    /** The other engine that started it, which may wait for its end. */
    @Nullable
    String starter;

    /** Entries whose calls begin here though the execution may yet be recovered; null once that cannot be any more. */
    @Nullable
    Set<Integer> called;

    /** What the store has. */
    int attention;

    boolean live;
    boolean active;
    boolean ended;

    /** Packed bytes and events after the last snapshot, and the size of that. */
    long tailBytes;

    int tailEvents;
    long snapshotBytes;

    /** Packed bytes that must follow before it is worth while to look at the size of a snapshot again. */
    long snapshotWorth;

    /** How many turns changed it that are not stored yet. */
    int turnsOpen;

    /** Where its part of the open turn begins; -1 if the open turn has not touched it. */
    int freshFrom = -1;

    @Nullable
    Hot newer;

    @Nullable
    Hot older;

    long weight;

    /** Whether it is one of those in memory, and not a forgotten copy. */
    boolean kept;

    Hot(ExecutionId id, long key, int definition, long inputHash) {
        this.id = id;
        this.key = key;
        this.definition = definition;
        this.inputHash = inputHash;
    }

    ExecutionState state() {
        if (state == null) {
            throw new IllegalStateException("Bug: execution '" + id + "' is stopped. [BATON-901]");
        }
        return state;
    }

    /** Remembers that the store has exactly what the state says. */
    void stored() {
        ExecutionState now = state();
        attention = attentionNow();
        live = now.isLive();
        active = now.isActive();
        ended = now.hasEnded();
    }

    /** A call begins: it is not one of those that an earlier owner left behind. */
    void calls(int entry) {
        if (called != null) {
            called.add(entry);
        }
    }

    /** The marks that the state asks for. */
    int attentionNow() {
        ExecutionState now = state();
        return new Attention(
                        switch (now.status()) {
                            case RUNNING, COMPLETED -> Optional.empty();
                            case FAILED, COMPENSATING, COMPENSATED, TERMINATED -> Optional.of(now.status());
                        },
                        now.standing().gaps(),
                        now.hasOpenIncident(),
                        false)
                .bits()
                .orElse(0);
    }

    long weigh() {
        return OVERHEAD_BYTES + SPREAD * (tailBytes + snapshotBytes);
    }

    /**
     * An execution that is stopped: nothing is decided for it until an operator says retry.
     *
     * @param incident the number of the incident that says so
     * @param version counts the changes of the incident
     * @param lethal whether engines died of loading it
     */
    record Halt(int incident, int version, boolean lethal) {}
}
