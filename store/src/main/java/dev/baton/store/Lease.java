package dev.baton.store;

/**
 * The right to advance one partition. Claiming raises the epoch, and every commit is checked against it, so what an
 * earlier owner sends is refused (a fencing token).
 *
 * @param partition from 0
 * @param epoch grows with each claim
 * @param keyLast the largest execution key that this partition has used, so that new ones continue after it
 */
public record Lease(int partition, long epoch, String owner, long keyLast) {}
