package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.HttpCall;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.SagaFailedException;
import dev.baton.Step;
import dev.baton.testkit.InMemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps over HTTP: what a service's answers mean for the effect (saga-semantics §3). */
class HttpTaskTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Answer> script = new ArrayDeque<>();
    private final InMemoryStore store = new InMemoryStore(EngineClock.system());
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stopServing() {
        server.stop(0);
    }

    @Test
    void sendsTheKeyTheTraceAndTheInputAndFillsTheAddress() {
        script.add(new Answer(200, "{\"id\":\"p-1\"}"));
        Saga<Order, Payment> saga = saga(HttpCall.post(url("/customers/{customer}/charges/{key}")));
        try (var baton = baton(saga)) {
            var order = baton.client().start(saga, ExecutionId.of("o-1"), new Order("ä b", 7));
            assertThat(order.result(SOON)).isEqualTo(new Payment("p-1"));
        }
        Request request = requests.remove();
        assertThat(request.key()).startsWith("o-1/").endsWith("/charge/1");
        assertThat(request.trace()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(request.path())
                .isEqualTo("/customers/%C3%A4%20b/charges/" + request.key().replace("/", "%2F"));
        assertThat(request.body()).isEqualTo("{\"customer\":\"ä b\",\"cents\":7}");
    }

    @ParameterizedTest(name = "{0} is called {1} times and ends {2}")
    @CsvSource({
        "400, 1, FAILED",
        "404, 1, FAILED",
        "422, 1, FAILED",
        "401, 2, FAILED",
        "429, 2, FAILED",
        "409, 2, COMPENSATED",
        "503, 2, COMPENSATED",
    })
    void understandsAnswers(int status, int calls, ExecutionStatus end) {
        for (int i = 0; i < calls; i++) {
            script.add(new Answer(status, "no"));
        }
        script.add(new Answer(204, ""));
        Saga<Order, Payment> saga = saga(HttpCall.post(url("/charges")));
        try (var baton = baton(saga)) {
            var order = baton.client().start(saga, ExecutionId.of("o-1"), new Order("c", 7));
            assertThatThrownBy(() -> order.result(SOON))
                    .isInstanceOfAny(SagaFailedException.class, SagaCompensatedException.class)
                    .hasMessageContaining("http." + status);
            assertThat(order.status()).isEqualTo(end);
        }
        List<Request> charges = requests.stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        assertThat(charges).hasSize(calls);
        assertThat(charges.stream().map(Request::key).distinct()).hasSize(1);
    }

    @Test
    void undoesWhatSaidTenMegabytesWithoutReadingThem() {
        script.add(new Answer(200, "x".repeat(10 << 20)));
        script.add(new Answer(404, ""));
        undone("baton.too-large", "the limit is 1048576");
    }

    @Test
    void undoesWhatSaidBrokenJson() {
        script.add(new Answer(200, "{\"id\": \"p-"));
        script.add(new Answer(200, ""));
        undone("baton.contract", "result of step 'charge'");
    }

    @Test
    void undoesWhatSaidSomethingElseThanDeclared() {
        script.add(new Answer(200, "{\"id\": {\"deep\": 1}}"));
        script.add(new Answer(410, ""));
        undone("baton.contract", "/id");
    }

    private void undone(String error, String sentence) {
        Saga<Order, Payment> saga = saga(HttpCall.post(url("/charges")));
        try (var baton = baton(saga)) {
            ExecutionHandle<Payment> order = baton.client().start(saga, ExecutionId.of("o-1"), new Order("c", 7));
            assertThatThrownBy(() -> order.result(SOON))
                    .isInstanceOf(SagaCompensatedException.class)
                    .hasMessageContaining(error)
                    .hasMessageContaining(sentence);
        }
        assertThat(requests.stream().map(Request::method)).containsExactly("POST", "DELETE");
    }

    @Test
    void takesAServiceThatIsNotThereForUnavailable() {
        server.stop(0);
        Saga<Order, Payment> saga = saga(HttpCall.post(url("/charges")));
        try (var baton = baton(saga)) {
            ExecutionHandle<Payment> order = baton.client().start(saga, ExecutionId.of("o-1"), new Order("c", 7));
            assertThatThrownBy(() -> order.result(SOON))
                    .isInstanceOf(SagaFailedException.class)
                    .hasMessageContaining("was not sent");
        }
    }

    @Test
    void repeatsAProbeWhoseAnswerCannotBeReadForAnUnexpectedReason() {
        script.add(new Answer(500, "no"));
        script.add(new Answer(200, "{\"id\":\"p-1\"}"));
        script.add(new Answer(200, "{\"id\":\"p-1\"}"));
        var probed = Step.named("charge", Order.class, Payment.class)
                .calls(HttpCall.post(url("/charges")))
                .retry(Retry.exponential(Duration.ofMillis(1)).attempts(1))
                .settle(Duration.ZERO)
                .probedBy(HttpCall.get(url("/charges/{key}")))
                .compensatedBy(HttpCall.delete(url("/charges/{key}")));
        Saga<Order, Payment> saga =
                Saga.named("pays", Order.class, Payment.class).define((pays, order) -> pays.step(probed, order));
        var mapper = new FailingCallsTest.Once("result of step 'charge'");
        try (var baton = Baton.builder()
                .store(store)
                .register(saga)
                .payloadMapper(mapper)
                .start()) {
            var order = baton.client().start(saga, ExecutionId.of("o-1"), new Order("c", 7));
            assertThat(order.result(SOON)).isEqualTo(new Payment("p-1"));
        }
        assertThat(requests.stream().map(Request::method)).containsExactly("POST", "GET", "GET");
    }

    private Saga<Order, Payment> saga(HttpCall call) {
        var charge = Step.named("charge", Order.class, Payment.class)
                .calls(call)
                .retry(Retry.exponential(Duration.ofMillis(1)).attempts(2))
                .settle(Duration.ZERO)
                .compensatedBy(HttpCall.delete(url("/charges/{key}")));
        return Saga.named("pays", Order.class, Payment.class).define((saga, order) -> saga.step(charge, order));
    }

    private Baton baton(Saga<?, ?> saga) {
        return Baton.builder().store(store).register(saga).start();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = next();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private synchronized Answer next() {
        return script.isEmpty() ? new Answer(500, "nothing is scripted") : script.remove();
    }

    record Order(String customer, long cents) {}

    record Payment(String id) {}

    private record Request(String method, String path, String key, String trace, String body) {}

    private record Answer(int status, String body) {}
}
