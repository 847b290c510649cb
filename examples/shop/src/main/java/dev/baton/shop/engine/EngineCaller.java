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

/** Asks the engine's program. Every method fails with an IOException while it is gone. Thread-safe. */
public final class EngineCaller {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts an order; the same order again changes nothing, so this may be repeated after any failure. */
    public void start(URI engine, Order order) throws IOException, InterruptedException {
        byte[] body = Json.MAPPER.writeValueAsBytes(order);
        send(HttpRequest.newBuilder(engine.resolve("/orders")).POST(BodyPublishers.ofByteArray(body)));
    }

    /** Where all orders stand. */
    public Overview overview(URI engine) throws IOException, InterruptedException {
        return Json.MAPPER.readValue(send(HttpRequest.newBuilder(engine.resolve("/overview"))), Overview.class);
    }

    /** All that Baton says. */
    public Account account(URI engine) throws IOException, InterruptedException {
        return Json.MAPPER.readValue(send(HttpRequest.newBuilder(engine.resolve("/account"))), Account.class);
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
