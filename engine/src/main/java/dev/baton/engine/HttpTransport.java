package dev.baton.engine;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The one HTTP client for everything that leaves the engine: pooled, bounded, without redirects and cookies. Thread-safe. */
final class HttpTransport implements AutoCloseable {
    private static final int THREADS_MAX = 16;
    private static final int CONNECTIONS_MAX = 256;
    private static final int QUEUED_MAX = 100_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    /** Made when the first call is: most engines that call nothing need none. */
    private @Nullable HttpClient started;

    /** A call to be made. */
    record Outgoing(
            String method,
            String url,
            Map<String, String> headers,
            byte @Nullable [] body,
            Duration timeout,
            int bytesMax) {}

    /** Makes the call; {@code told} runs on a thread of the client and must not block. */
    void call(Outgoing outgoing, Consumer<HttpAnswer> told) {
        Request request;
        try {
            request = client().newRequest(URI.create(outgoing.url()))
                    .method(outgoing.method())
                    .timeout(Math.max(1, outgoing.timeout().toMillis()), TimeUnit.MILLISECONDS)
                    .followRedirects(false)
                    .headers(headers -> outgoing.headers().forEach(headers::put));
        } catch (IllegalArgumentException e) {
            told.accept(new HttpAnswer.NotSent("The address is none: " + e.getMessage()));
            return;
        }
        if (outgoing.body() != null) {
            request.body(new BytesRequestContent("application/json", outgoing.body()));
        }
        var reader = new Reader(outgoing.bytesMax(), told);
        request.onRequestBegin(begun -> reader.begun = true).send(reader);
    }

    private synchronized HttpClient client() {
        HttpClient client = started;
        if (client == null) {
            client = new HttpClient();
            var threads = new QueuedThreadPool(THREADS_MAX);
            threads.setName("baton-http");
            threads.setDaemon(true);
            client.setExecutor(threads);
            client.setConnectTimeout(CONNECT.toMillis());
            client.setMaxConnectionsPerDestination(CONNECTIONS_MAX);
            client.setMaxRequestsQueuedPerDestination(QUEUED_MAX);
            client.setFollowRedirects(false);
            client.setHttpCookieStore(new HttpCookieStore.Empty());
            try {
                client.start();
            } catch (Exception e) {
                throw new IllegalStateException("The HTTP client did not start: " + e.getMessage(), e);
            }
            client.getContentDecoderFactories().clear();
            // No redirects, and no dialogue about passwords: every answer is the service's last word.
            client.getProtocolHandlers().clear();
            started = client;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (started != null) {
            try {
                started.stop();
            } catch (Exception e) {
                throw new IllegalStateException("The HTTP client did not stop: " + e.getMessage(), e);
            }
        }
    }

    /** Reads an answer up to a bound. */
    private static final class Reader implements Response.Listener {
        private final int bytesMax;
        private final Consumer<HttpAnswer> told;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile boolean begun;
        private volatile boolean tooLarge;

        private Reader(int bytesMax, Consumer<HttpAnswer> told) {
            this.bytesMax = bytesMax;
            this.told = told;
        }

        @Override
        public void onHeaders(Response response) {
            if (response.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > bytesMax) {
                refuse(response);
            }
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            if (body.size() + content.remaining() > bytesMax) {
                refuse(response);
            } else {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                body.writeBytes(bytes);
            }
        }

        private void refuse(Response response) {
            if (!tooLarge) {
                tooLarge = true;
                var unused = response.abort(new IllegalStateException("more than " + bytesMax + " bytes"));
            }
        }

        @Override
        public void onComplete(Result result) {
            told.accept(answer(result));
        }

        private HttpAnswer answer(Result result) {
            Response response = result.getResponse();
            if (tooLarge) {
                return new HttpAnswer.TooLarge(response.getStatus(), bytesMax);
            }
            if (result.isSucceeded()) {
                return new HttpAnswer.Came(response.getStatus(), retryAfter(response), body.toByteArray());
            }
            Throwable failure = result.getFailure();
            String why = failure.getClass().getSimpleName() + ": " + failure.getMessage();
            return begun ? new HttpAnswer.Lost(failure instanceof TimeoutException, why) : new HttpAnswer.NotSent(why);
        }

        private static Optional<Duration> retryAfter(Response response) {
            String seconds = response.getHeaders().get(HttpHeader.RETRY_AFTER);
            if (seconds == null || !seconds.matches("\\d{1,9}")) {
                return Optional.empty();
            }
            Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
            return Optional.of(asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked);
        }
    }
}
