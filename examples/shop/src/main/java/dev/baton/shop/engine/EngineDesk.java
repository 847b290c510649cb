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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the demo may ask of the engine's program, on 127.0.0.1: {@code POST /orders} starts an order, {@code GET /overview}
 * says where all stand, {@code GET /account} all that Baton says. Thread-safe.
 */
final class EngineDesk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EngineDesk.class);

    private final HttpServer server;
    private final ExecutorService calls;

    private EngineDesk(HttpServer server, ExecutorService calls) {
        this.server = server;
        this.calls = calls;
    }

    static EngineDesk open(BatonClient client, Saga<Order, Receipt> saga, ClaimReader reader) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(calls);
        server.createContext(
                "/orders",
                exchange -> answer(exchange, body -> {
                    Order order = Json.MAPPER.readValue(body, Order.class);
                    var options = StartOptions.defaults().businessKey(order.customer());
                    return client.start(saga, ExecutionId.of(order.order()), order, options)
                            .id()
                            .value();
                }));
        server.createContext("/overview", exchange -> answer(exchange, body -> reader.overview()));
        server.createContext("/account", exchange -> answer(exchange, body -> reader.account()));
        server.start();
        return new EngineDesk(server, calls);
    }

    private interface Ask {
        Object of(byte[] body);
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
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        calls.shutdownNow();
    }
}
