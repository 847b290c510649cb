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
 * @param marked the key of the execution that an earlier claim's owner was taking up, see {@link Store#mark}
 */
public record Lease(
        int partition, long epoch, long tenure, String owner, long keyLast, int deaths, Optional<Long> marked) {
    /** Of a partition that no owner died of. */
    public Lease(int partition, long epoch, String owner, long keyLast) {
        this(partition, epoch, 1, owner, keyLast, 0, Optional.empty());
    }
}
