package dev.baton.store;

import java.util.Optional;

/**
 * The right to advance one partition. Claiming raises the epoch, and every commit is checked against it, so what an
 * earlier owner sends is refused (a fencing token).
 *
 * @param partition from 0
 * @param epoch grows with each claim
 * @param tenure grows when the owner changes, and stays when an owner claims again: whether somebody was there in between
 * @param keyLast the largest execution key that this partition has used, so that new ones continue after it
 * @param deaths how many owners died since the partition was last settled, see {@link Store#settle}
 * @param suspect what the last owner that died with a mark had marked, see {@link Store#mark}
 */
public record Lease(
        int partition, long epoch, long tenure, String owner, long keyLast, int deaths, Optional<Suspect> suspect) {
    /** Of a partition that no owner died of. */
    public Lease(int partition, long epoch, String owner, long keyLast) {
        this(partition, epoch, 1, owner, keyLast, 0, Optional.empty());
    }

    /**
     * An execution that owners may have died of.
     *
     * @param strikes how many died one after the other with this one marked; who died with nothing marked does not count
     */
    public record Suspect(long key, int strikes) {}
}
