package dev.baton;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call that the engine makes itself, so a step needs no handler.
 *
 * <p>It carries the key of the visit as {@code Idempotency-Key}. POST, PUT and PATCH send the step's input as JSON; what
 * the service answers is the result, as JSON. 2xx is success; 401, 403, 407, 429 and a connection that could not be made
 * are unavailable (tried again); any other 4xx but 408, 409 and 425 is refused; everything else is unknown (tried again
 * with the same key).
 *
 * <p>As a compensation, POST, PUT and PATCH send what is known, as {@code {"key", "certain", "input", "result",
 * "sagaInput"}}, where {@code result} is missing if it is not known; 404 and 410 count as undone.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param url absolute, 1 to 2,000 characters; in it, {@code {key}} is the step's idempotency key and {@code {name}} a
 *     property of its input, both encoded. In a compensation {@code {result.name}} is a property of the step's result;
 *     that may be unknown, so {@link Step#compensatedBy(HttpCall, HttpCall)} takes a second call
 * @param headers sent as they are. They are part of the definition, which is stored and shown: no secrets here
 */
public record HttpCall(String method, String url, Map<String, String> headers) {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    public HttpCall {
        headers = Map.copyOf(headers);
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException(
                    "'" + method + "' is not a method that Baton calls. Choose one of " + METHODS + ". [BATON-252]");
        }
        boolean absolute = url.startsWith("http://") || url.startsWith("https://");
        if (!absolute || url.length() > 2_000) {
            throw new IllegalArgumentException("'" + url.substring(0, Math.min(url.length(), 200))
                    + "' cannot be called. An address begins with http:// or https:// and has up to 2,000 characters."
                    + " [BATON-252]");
        }
    }

    /** Sends the input. */
    public static HttpCall post(String url) {
        return new HttpCall("POST", url, Map.of());
    }

    /** Sends the input to an address that names the thing. */
    public static HttpCall put(String url) {
        return new HttpCall("PUT", url, Map.of());
    }

    /** Sends no body. */
    public static HttpCall get(String url) {
        return new HttpCall("GET", url, Map.of());
    }

    /** Sends no body. */
    public static HttpCall delete(String url) {
        return new HttpCall("DELETE", url, Map.of());
    }

    /** Also sends this header. */
    public HttpCall header(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, url, more);
    }

    boolean readsResult() {
        return url.contains("{result.");
    }

    Call.Http asCall() {
        return new Call.Http(method, url, headers);
    }
}
