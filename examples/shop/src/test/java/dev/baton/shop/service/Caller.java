package dev.baton.shop.service;

import dev.baton.shop.contract.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls a service as an engine would: over HTTP, with keys. */
public final class Caller {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final Duration timeout;

    public Caller(URI service) {
        this(service, Duration.ofSeconds(10));
    }

    public Caller(URI service, Duration timeout) {
        this.service = service;
        this.timeout = timeout;
    }

    public HttpResponse<String> forward(Operation operation, String key, Object message)
            throws IOException, InterruptedException {
        return client.send(forwardRequest(operation, key, message), BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> forwardLater(Operation operation, String key, Object message) {
        return client.sendAsync(forwardRequest(operation, key, message), BodyHandlers.ofString());
    }

    public HttpResponse<String> undo(Operation operation, String key) throws IOException, InterruptedException {
        return client.send(undoRequest(operation, key), BodyHandlers.ofString());
    }

    public HttpResponse<String> probe(Operation operation, String key) throws IOException, InterruptedException {
        return client.send(to(operation, key).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> raw(String method, String path, String key, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(timeout)
                .method(method, BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header(Operation.KEY_HEADER, key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest forwardRequest(Operation operation, String key, Object message) {
        return to(operation, key)
                .header(Operation.KEY_HEADER, key)
                .POST(BodyPublishers.ofString(Json.of(message)))
                .build();
    }

    private HttpRequest undoRequest(Operation operation, String key) {
        return to(operation, key)
                .header(Operation.KEY_HEADER, key + "/undo")
                .DELETE()
                .build();
    }

    private HttpRequest.Builder to(Operation operation, String key) {
        String segment = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        return HttpRequest.newBuilder(service.resolve(operation.path().replace("{key}", segment)))
                .timeout(timeout);
    }
}
