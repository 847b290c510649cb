package dev.baton.shop.service;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of a service, which can be down for a while: then connections are refused, though the process runs
 * on and keeps its port. Thread-safe.
 */
final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Some hundred orders may begin at once; a connection that finds the queue full would wait a second. */
    private static final int CONNECTIONS_WAITING_MAX = 1_024;

    private final HttpHandler handler;
    private final ExecutorService calls;
    private final InetSocketAddress address;
    private final AtomicBoolean called = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Outage outage;

    private HttpServer server; // guarded by this
    private @Nullable Socket placeholder; // guarded by this; holds the port while the service is down

    private record Outage(Duration after, Duration lasting) {}

    private Listener(HttpServer server, HttpHandler handler, ExecutorService calls) {
        this.server = server;
        this.handler = handler;
        this.calls = calls;
        this.address = server.getAddress();
    }

    static Listener open(int port, HttpHandler handler, ExecutorService calls) throws IOException {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECTIONS_WAITING_MAX);
        var listener = new Listener(server, handler, calls);
        listener.serve(server);
        return listener;
    }

    private void serve(HttpServer started) {
        started.setExecutor(calls);
        started.createContext("/", exchange -> {
            Outage planned = outage;
            if (planned != null && called.compareAndSet(false, true)) {
                calls.execute(() -> live(planned));
            }
            handler.handle(exchange);
        });
        started.start();
    }

    int port() {
        return address.getPort();
    }

    /** Plans one outage, counted from the first call. Called before any call can come. */
    void goDownOnce(Duration after, Duration lasting) {
        outage = new Outage(after, lasting);
    }

    private void live(Outage planned) {
        try {
            if (!closesWithin(planned.after())) {
                down();
            }
            if (!closesWithin(planned.lasting())) {
                up();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service is closed meanwhile
        } catch (IOException e) {
            log.error("The listener on port {} could not go down and come back.", port(), e);
        }
    }

    private boolean closesWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    synchronized void down() throws IOException {
        if (isClosed()) {
            return;
        }
        server.stop(0);
        var bound = new Socket();
        bound.setReuseAddress(true);
        bound.bind(address);
        placeholder = bound;
        log.info("Down: port {} refuses connections.", port());
    }

    synchronized void up() throws IOException {
        if (isClosed()) {
            return;
        }
        server = HttpServer.create(address, CONNECTIONS_WAITING_MAX);
        serve(server);
        release();
        log.info("Up again on port {}.", port());
    }

    private void release() throws IOException {
        Socket bound = placeholder;
        if (bound != null) {
            bound.close();
            placeholder = null;
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed()) {
            closed.countDown();
            server.stop(0);
            try {
                release();
            } catch (IOException e) {
                log.warn("Port {} could not be given back.", port(), e);
            }
        }
    }
}
