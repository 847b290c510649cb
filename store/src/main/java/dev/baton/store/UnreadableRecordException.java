package dev.baton.store;

import java.io.Serial;

/** Stored bytes are not what this version of Baton writes: they come from a newer one, or are damaged. */
public final class UnreadableRecordException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean newer;

    private UnreadableRecordException(String message, boolean newer) {
        super(message);
        this.newer = newer;
    }

    /** Whether a newer release wrote it, which can read it; if not, it is damaged. */
    public boolean isNewer() {
        return newer;
    }

    static UnreadableRecordException newer(String found) {
        return new UnreadableRecordException(
                "The stored data was written by a newer Baton: " + found
                        + ". Use that version or a later one. [BATON-520]",
                true);
    }

    static UnreadableRecordException damaged(String found) {
        return new UnreadableRecordException(
                "The stored data is damaged: " + found
                        + ". Bring the row back from a backup, or terminate the execution. [BATON-521]",
                false);
    }
}
