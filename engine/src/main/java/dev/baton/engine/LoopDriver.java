package dev.baton.engine;

/** What makes {@link PartitionLoop}s turn when there is something to do. Thread-safe. */
interface LoopDriver extends Inbox.Waker, AutoCloseable {
    /** Takes a loop, before {@link #begin}. */
    void add(PartitionLoop loop);

    /** Brings what its loops decide into the store. */
    Committer committer();

    void begin();

    /** There is something to do. */
    void wake();

    /** Ends; returns when the last turn is over, and what was sent has arrived. */
    @Override
    void close();
}
