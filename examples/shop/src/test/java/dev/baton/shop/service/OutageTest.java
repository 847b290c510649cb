package dev.baton.shop.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    private static final Duration AWAIT_MAX = Duration.ofSeconds(20);
    private static final Duration AFTER = Duration.ofMillis(100);
    private static final Duration LASTING = Duration.ofMillis(800);

    @TempDir
    Path data;

    private static int status(Caller caller, int i) throws InterruptedException {
        try {
            String order = "order-" + i;
            return caller.forward(Operation.CHECK_FRAUD, order + "/r1/check/1", new FraudCheck(order, "ann", 5))
                    .statusCode();
        } catch (ConnectException e) {
            return -1;
        } catch (IOException e) {
            return 0; // the call that was under way when it went down
        }
    }

    @Test
    void aListenerThatIsDownRefusesConnectionsAndComesBackOnItsPort() throws Exception {
        try (var calls = Executors.newVirtualThreadPerTaskExecutor();
                Listener listener = Listener.open(0, OutageTest::answer, calls)) {
            int port = listener.port();
            var caller = new Caller(URI.create("http://127.0.0.1:" + port));
            for (int i = 0; i < 3; i++) {
                assertThat(status(caller, i)).isEqualTo(200);
                listener.down();
                assertThat(status(caller, i)).isEqualTo(-1);
                assertThat(status(caller, i)).isEqualTo(-1);
                listener.up();
                assertThat(status(caller, i)).isEqualTo(200);
                assertThat(listener.port()).isEqualTo(port);
            }
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Test
    void paymentGoesDownAfterItsFirstCallAndComesBack() throws Exception {
        var options = ServiceOptions.of(1, FaultProfile.OUTAGE).down(AFTER, LASTING);
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, options)) {
            var caller = new Caller(server.uri());
            Await.until(AWAIT_MAX, "the outage", () -> status(caller, 1) == -1);
            Await.until(AWAIT_MAX, "its end", () -> status(caller, 3) == 200);
            assertThat(Ledger.read(data, Service.PAYMENT).calls()).allMatch(call -> call.fault() == Fault.NONE);
        }
    }

    @Test
    void closingAServiceThatIsDownGivesItsPortBack() throws Exception {
        var options = ServiceOptions.of(1, FaultProfile.OUTAGE).down(Duration.ZERO, Duration.ofMinutes(1));
        int port;
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, options)) {
            port = server.port();
            var caller = new Caller(server.uri());
            Await.until(AWAIT_MAX, "the outage", () -> status(caller, 1) == -1);
        }
        try (ShopServer again =
                ShopServer.start(Service.PAYMENT, data, port, ServiceOptions.of(1, FaultProfile.NONE))) {
            assertThat(status(new Caller(again.uri()), 2)).isEqualTo(200);
        }
    }

    @Test
    void theOtherServicesStayUp() throws Exception {
        var options = ServiceOptions.of(1, FaultProfile.OUTAGE).down(Duration.ZERO, LASTING);
        try (ShopServer server = ShopServer.start(Service.ORDER, data, 0, options)) {
            var caller = new Caller(server.uri());
            long end = System.nanoTime() + LASTING.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                assertThat(caller.probe(Operation.FIND_ORDER, "order-" + i + "/r1/s/1")
                                .statusCode())
                        .isEqualTo(410);
            }
        }
    }
}
