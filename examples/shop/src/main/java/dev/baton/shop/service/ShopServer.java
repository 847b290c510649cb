package dev.baton.shop.service;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.fault.FaultPlan;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.ledger.LedgerWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service of the shop, running in this process. {@link ShopService} is the program around it; tests use it directly.
 * Thread-safe.
 */
public final class ShopServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ShopServer.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final Database database;
    private final ExecutorService calls;
    private final Listener listener;

    private ShopServer(Database database, ExecutorService calls, Listener listener) {
        this.database = database;
        this.calls = calls;
        this.listener = listener;
    }

    /**
     * Starts a service on 127.0.0.1 and returns when it takes calls. Its database is opened, or created, in the data
     * folder.
     *
     * @param port 0 for any free one
     */
    public static ShopServer start(Service service, Path data, int port, ServiceOptions options)
            throws IOException, SQLException {
        Files.createDirectories(data);
        Database database = Database.open(Ledger.file(data, service));
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Map<Operation, Work> works = worksOf(service);
            createTables(database, works);
            var faults = new FaultPlan(options.faults(), options.seed());
            var reception = new Reception(database, works, service.knowsKeys(), faults, options.timings());
            Listener listener = Listener.open(port, new FrontDesk(service, reception), calls);
            if (options.faults() == FaultProfile.OUTAGE && service == Service.PAYMENT) {
                listener.goDownOnce(options.downAfter(), options.downFor());
            }
            return new ShopServer(database, calls, listener);
        } catch (IOException | SQLException | RuntimeException e) {
            calls.shutdownNow();
            database.close();
            throw e;
        }
    }

    private static Map<Operation, Work> worksOf(Service service) {
        return switch (service) {
            case ORDER -> {
                var orders = new KeyedWork<>(new OrderBook(), service.fences());
                yield Map.of(
                        Operation.CREATE_ORDER, orders, Operation.CANCEL_ORDER, orders, Operation.FIND_ORDER, orders);
            }
            case INVENTORY -> {
                var stock = new KeyedWork<>(new Stock(), service.fences());
                yield Map.of(Operation.RESERVE, stock, Operation.RELEASE, stock, Operation.FIND_RESERVATION, stock);
            }
            case PAYMENT -> {
                var till = new KeyedWork<>(new Till(), service.fences());
                yield Map.of(
                        Operation.CHECK_FRAUD,
                        new FraudDesk(),
                        Operation.CHARGE,
                        till,
                        Operation.REFUND,
                        till,
                        Operation.FIND_CHARGE,
                        till);
            }
            case SHIPPING -> {
                var carrier = new KeyedWork<>(new Carrier(), service.fences());
                yield Map.of(Operation.SHIP, carrier, Operation.FIND_SHIPMENT, carrier);
            }
            case MAIL -> Map.of(Operation.SEND_MAIL, new Postbox());
        };
    }

    private static void createTables(Database database, Map<Operation, Work> works) throws SQLException {
        database.transaction(connection -> {
            new LedgerWriter().createTables(connection);
            for (Work work : new LinkedHashSet<>(works.values())) {
                work.createTables(connection);
            }
            return works;
        });
    }

    /** The port it listens on. */
    public int port() {
        return listener.port();
    }

    /** Its address: {@code http://127.0.0.1:41234}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Takes no more calls; those held back end without an answer, the others have a moment to finish. */
    @Override
    public void close() throws SQLException {
        listener.close();
        calls.shutdownNow();
        try {
            if (!calls.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Calls are still running after {}; they end with an error.", CLOSE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
