package dev.baton.shop.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.BatonClient;
import dev.baton.BatonException;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.shop.contract.Order;
import dev.baton.shop.saga.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others may ask of a program with an engine, on 127.0.0.1: {@code POST /orders} starts an order, {@code GET /overview}
 * says where all stand, {@code GET /account} all that Baton says, {@code POST /claims} what it says of some orders. Thread-safe.
 */
public final class EngineDesk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EngineDesk.class);

    private final HttpServer server;
    private final ExecutorService calls;

    private EngineDesk(HttpServer server, ExecutorService calls) {
        this.server = server;
        this.calls = calls;
    }

    /** Opens a desk for orders of this saga; more can be asked by {@link #route}. */
    public static EngineDesk open(BatonClient client, Saga<Order, Receipt> saga) throws IOException {
        var reader = new ClaimReader(client, saga);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(calls);
        var desk = new EngineDesk(server, calls);
        desk.route("/orders", body -> {
            Order order = Json.MAPPER.readValue(body, Order.class);
            var options = StartOptions.defaults().businessKey(order.customer());
            return client.start(saga, ExecutionId.of(order.order()), order, options)
                    .id()
                    .value();
        });
        desk.route("/overview", body -> reader.overview());
        desk.route("/account", body -> reader.account());
        desk.route("/claims", body -> reader.account(List.of(Json.MAPPER.readValue(body, String[].class))));
        server.start();
        return desk;
    }

    /** Answers one kind of question: JSON, or nothing, in; what becomes JSON out. */
    public interface Ask {
        /** Answers; a {@link BatonException} becomes 503, since the same again is good later. */
        Object of(byte[] body) throws IOException, InterruptedException;
    }

    /** Takes questions at one more path. */
    public void route(String path, Ask ask) {
        server.createContext(path, exchange -> answer(exchange, ask));
    }

    private static void answer(HttpExchange exchange, Ask ask) throws IOException {
        try (exchange) {
            int status = 200;
            byte[] json;
            try {
                json = Json.MAPPER.writeValueAsBytes(
                        ask.of(exchange.getRequestBody().readAllBytes()));
            } catch (BatonException e) { // busy, or closing: the same again is good later
                log.warn("{} was not answered.", exchange.getRequestURI(), e);
                status = 503;
                json = Json.MAPPER.writeValueAsBytes(String.valueOf(e.getMessage()));
            }
            exchange.sendResponseHeaders(status, json.length);
            exchange.getResponseBody().write(json);
        } catch (RuntimeException e) {
            log.error("{} broke.", exchange.getRequestURI(), e);
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The desk is closing.", e);
        }
    }

    /** Where it listens. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        calls.shutdownNow();
    }
}
