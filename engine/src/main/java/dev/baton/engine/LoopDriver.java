package dev.baton.engine;

/** What makes a {@link PartitionLoop} turn when there is something to do. Thread-safe. */
interface LoopDriver extends Inbox.Waker, AutoCloseable {
    void start(PartitionLoop loop);

    /** A commit is over. */
    void landed();

    /** Ends; returns when the last turn is over. */
    @Override
    void close();
}
