package dev.baton.jdbc;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends hints from a thread of its own: at most one per channel in {@value #PAUSE_MILLIS} ms. Thread-safe. */
final class HintSender implements AutoCloseable {
    static final int PAUSE_MILLIS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(HintSender.class);
    private static final int AFTER_FAILURE_MILLIS = 500;

    private final PostgresPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Thread thread;
    private boolean closed;

    HintSender(PostgresPool pool) {
        this.pool = pool;
        this.thread = Thread.ofPlatform().daemon().name("baton-hints").start(this::run);
    }

    /** Soon; a channel that waits already is not sent to twice. */
    void send(Collection<String> channels) {
        lock.lock();
        try {
            if (wanted.addAll(channels)) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Set<String> channels = take(); !channels.isEmpty(); channels = take()) {
                pause(notify(channels) ? PAUSE_MILLIS : AFTER_FAILURE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty at the end. */
    private Set<String> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (wanted.isEmpty() && !closed) {
                changed.await();
            }
            Set<String> taken = closed ? Set.of() : Set.copyOf(wanted);
            wanted.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** More may come meanwhile, and goes together. */
    private void pause(int millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean notify(Set<String> channels) {
        try {
            return pool.single(session -> {
                session.list(PostgresSql.NOTIFY, row -> true, PostgresArrays.texts(session, channels.stream()));
                return true;
            });
        } catch (RuntimeException e) {
            LOG.debug("A hint was not sent; who waits for it looks by himself.", e);
            return false;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
