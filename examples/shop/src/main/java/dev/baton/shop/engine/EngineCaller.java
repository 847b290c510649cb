package dev.baton.shop.engine;

import dev.baton.shop.contract.Order;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Asks the engine's program, wherever it listens now. Every method fails with an IOException while it is gone. Thread-safe. */
public final class EngineCaller {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final Supplier<URI> engine;
    private final HttpClient http = HttpClient.newHttpClient();

    /** For the engine that listens there now. */
    public EngineCaller(Supplier<URI> engine) {
        this.engine = engine;
    }

    /** Starts an order; the same order again changes nothing, so this may be repeated after any failure. */
    public void start(Order order) throws IOException, InterruptedException {
        byte[] body = Json.MAPPER.writeValueAsBytes(order);
        send(HttpRequest.newBuilder(at("/orders")).POST(BodyPublishers.ofByteArray(body)));
    }

    /** Where all orders stand. */
    public Overview overview() throws IOException, InterruptedException {
        return Json.MAPPER.readValue(send(HttpRequest.newBuilder(at("/overview"))), Overview.class);
    }

    /** All that Baton says. */
    public Account account() throws IOException, InterruptedException {
        return Json.MAPPER.readValue(send(HttpRequest.newBuilder(at("/account"))), Account.class);
    }

    private URI at(String path) {
        return engine.get().resolve(path);
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.timeout(WAIT_MAX).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("The engine answered " + response.statusCode() + ": "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }
}
