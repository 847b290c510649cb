package dev.baton;

import java.io.Serial;

/** A store cannot take part in a transaction of the caller. Nothing was added to that transaction. */
public final class TransactionRefusedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private TransactionRefusedException(String message) {
        super("BATON-511", message);
    }

    /**
     * A transaction that a store refuses.
     *
     * @param why a sentence: what was found, and what to do
     */
    public static TransactionRefusedException of(String why) {
        return new TransactionRefusedException("Baton cannot join this transaction: " + why);
    }
}
