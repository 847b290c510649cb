package dev.baton.torture.node;

import java.util.Set;

/**
 * What a node says of itself.
 *
 * @param owner its name in leases; empty before it has claimed anything
 * @param commits that it sent
 * @param refused commits that were refused because another node had the partition by then
 * @param lost answers that were kept from it
 * @param heapBytes in use; after a collection if one was asked for
 * @param threads of the platform that are alive
 */
public record NodeFigures(Set<String> owner, long commits, long refused, long lost, long heapBytes, int threads) {
    public NodeFigures {
        owner = Set.copyOf(owner);
    }
}
