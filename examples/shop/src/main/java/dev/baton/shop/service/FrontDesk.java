package dev.baton.shop.service;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Operation.Role;
import dev.baton.shop.contract.Service;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side of one service: routes, keys and bounds in, status and JSON out. Thread-safe. */
final class FrontDesk implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(FrontDesk.class);
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int KEY_CHARACTERS_MAX = 320; // a visit's 300, and what an undo adds

    private final Service service;
    private final Reception reception;

    FrontDesk(Service service, Reception reception) {
        this.service = service;
        this.reception = reception;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) { // an exchange that is closed without an answer breaks its connection
            serve(exchange);
        } catch (IOException e) {
            log.debug("A caller of {} went away before it had its answer.", service.label(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service is closed; a call held back just ends
        } catch (SQLException | RuntimeException e) {
            log.error("A call to {} got no answer.", service.label(), e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException, SQLException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        Optional<Operation> found = Operation.at(service, method, path);
        if (found.isEmpty()) { // 400 and not 404, which a saga may take for "undone"
            send(exchange, Answer.problem(400, service.label() + " has no operation " + method + " " + path + "."));
            return;
        }
        Operation operation = found.get();
        String header = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(Operation.KEY_HEADER), "");
        String target = operation.namesKey() ? keyIn(path) : header;
        String key = operation.role() == Role.PROBE ? target : header;
        if (!isKey(key) || !isKey(target)) {
            String sentence = "Give a key of 1 to " + KEY_CHARACTERS_MAX + " characters in the header "
                    + Operation.KEY_HEADER + (operation.namesKey() ? " and in the address." : ".");
            send(exchange, Answer.problem(400, sentence));
        } else if (body.length > BODY_BYTES_MAX) {
            send(exchange, Answer.problem(413, "The body has more than " + BODY_BYTES_MAX + " bytes."));
        } else {
            Optional<Answer> answer =
                    reception.receive(operation, key, target, new String(body, StandardCharsets.UTF_8));
            if (answer.isPresent()) {
                send(exchange, answer.get());
            }
        }
    }

    private static boolean isKey(String key) {
        return !key.isBlank() && key.length() <= KEY_CHARACTERS_MAX;
    }

    /** The last segment. Unlike in a form, a plus there is a plus. */
    private static String keyIn(String rawPath) {
        String segment = rawPath.substring(rawPath.lastIndexOf('/') + 1);
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        if (answer.status() == 401) {
            headers.set("WWW-Authenticate", "Bearer realm=\"shop\"");
        }
        if (answer.status() == 429) {
            headers.set("Retry-After", "1");
        }
        exchange.sendResponseHeaders(answer.status(), json.length);
        exchange.getResponseBody().write(json);
    }
}
