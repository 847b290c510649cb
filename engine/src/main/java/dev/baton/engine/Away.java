package dev.baton.engine;

import dev.baton.store.HandedOver;
import java.util.Collection;
import java.util.List;

/** What is beyond the partitions of this engine: other engines on the same store, if there are any. Thread-safe. */
interface Away {
    /** Brings a message to whoever owns its partition; if that is this engine after all, to its inbox. */
    void forward(int partition, Message message);

    /** As {@link #forward}, for a message that may have been applied already. */
    void forwardDoubtful(int partition, Message message);

    /** A partition cannot be had at present. */
    void refused(Partition partition);

    /** Only an engine of a newer release can have a partition. */
    void avoid(Partition partition);

    /** Whether there may be other engines that own partitions. */
    boolean mayOwn();

    /** The letters of a partition are no longer this engine's. */
    void left(int partition);

    /** Letters that were in hand and not decided are to be read again. */
    void release(Collection<Long> letters);

    /** Asks for letters to be read; answers the number of the last reading that has begun. */
    long mailMark();

    /** The last reading of letters that came to an end for a partition. */
    long mailRead(int partition);

    /** Whether there is room for starts that go to other engines. */
    boolean hasRoom();

    /** A turn is stored that took letters, or answered some. */
    void landed(Turn turn);

    /** A call that was handed over with its partition has ended. */
    void over(int partition, HandedOver call);

    /** There are no other engines: what cannot be decided now is decided later. */
    final class Nowhere implements Away {
        private final List<Partition> partitions;

        /** @param partitions of this engine, which may still grow */
        Nowhere(List<Partition> partitions) {
            this.partitions = partitions;
        }

        @Override
        public void forward(int partition, Message message) {
            if (!Forwarding.isOfOwner(message)) {
                partitions.get(partition).inbox.put(message);
            }
        }

        @Override
        public void forwardDoubtful(int partition, Message message) {
            if (Forwarding.mayRepeat(message)) {
                forward(partition, message);
            } else {
                message.fail(Forwarding.doubt());
            }
        }

        @Override
        public void refused(Partition partition) {
            // It is tried again a little later.
        }

        @Override
        public void avoid(Partition partition) {
            throw new IllegalStateException("Bug: there is nobody to give the partition to. [BATON-901]");
        }

        @Override
        public boolean mayOwn() {
            return false;
        }

        @Override
        public void left(int partition) {
            // There are no letters.
        }

        @Override
        public void release(Collection<Long> letters) {
            // There are no letters.
        }

        @Override
        public long mailMark() {
            return 0;
        }

        @Override
        public long mailRead(int partition) {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void landed(Turn turn) {
            // There are no letters.
        }

        @Override
        public void over(int partition, HandedOver call) {
            // Nothing is handed over.
        }
    }
}
