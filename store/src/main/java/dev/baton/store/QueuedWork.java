package dev.baton.store;

/** What a worker has to know of what waits on a durable queue, to be stored by {@link TaskCodec}. */
public sealed interface QueuedWork permits QueuedCall, QueuedQuestions {}
