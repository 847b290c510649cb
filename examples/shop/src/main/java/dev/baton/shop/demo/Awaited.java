package dev.baton.shop.demo;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What another thread came to. */
final class Awaited {
    private Awaited() {}

    /**
     * Waits for a result.
     *
     * @throws IOException if the other thread failed, with its message
     */
    static <T> T result(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        }
    }
}
