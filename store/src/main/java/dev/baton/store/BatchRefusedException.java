package dev.baton.store;

import dev.baton.Definition;
import java.io.Serial;

/** The store refuses the data of a batch; nothing of it was stored. */
public final class BatchRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BatchRefusedException(String message) {
        super(message);
    }

    /** The chunk's number is not the next one of its execution. */
    public static BatchRefusedException notNext(Batch.Chunk chunk, int next) {
        return new BatchRefusedException("The events of execution " + chunk.key() + " from number " + chunk.seq()
                + " on were not stored: the next number is " + next
                + ". The state they were decided on is not the stored one; load it again. [BATON-508]");
    }

    /** A started execution that is there already. */
    public static BatchRefusedException alreadyStarted(Batch.Started started) {
        return new BatchRefusedException("Execution '" + started.id() + "' was not started under the key "
                + started.key() + ": its id or its key is taken. Locate it, then use the stored one. [BATON-504]");
    }

    /** A definition that is registered with another content. */
    public static BatchRefusedException otherContent(Definition definition) {
        return new BatchRefusedException("Version " + definition.version() + " of '" + definition.name()
                + "' was not registered: it is there with another content. Give the changed definition another version."
                + " [BATON-505]");
    }

    /** It applies a letter that was applied before. */
    public static BatchRefusedException alreadyTaken(long letter) {
        return new BatchRefusedException(
                "Letter " + letter + " was not applied: it is not there. Read the inbox again. [BATON-510]");
    }
}
