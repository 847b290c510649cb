package dev.baton.store;

import java.io.Serial;

/** Another owner has the partition now; nothing of the batch was stored. */
public final class LeaseLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message) {
        super(message);
    }

    /** The partition has another epoch than the lease. */
    public static LeaseLostException of(Lease lease, long epoch) {
        return new LeaseLostException("The batch of owner '" + lease.owner() + "' was not stored: partition "
                + lease.partition() + " is at epoch " + epoch + ", and the batch has epoch " + lease.epoch()
                + ". Another owner goes on with the partition. [BATON-507]");
    }
}
