package dev.baton.engine;

import dev.baton.CallbackUnknownException;
import dev.baton.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What names an attempt to those who complete it later. Outlives owners and restarts.
 *
 * @param visit made of the visit's key, so that a later execution of the same id is not meant
 */
record CallbackToken(ExecutionId execution, int entry, int attempt, String visit) {

    static CallbackToken of(ExecutionId execution, int entry, int attempt, String key) {
        return new CallbackToken(execution, entry, attempt, visit(key));
    }

    /** Whether it is of the visit with this key. */
    boolean isOf(String key) {
        return visit.equals(visit(key));
    }

    private static String visit(String key) {
        return Integer.toHexString(key.hashCode());
    }

    /** The token as text that may stand in an address. */
    String text() {
        String plain = String.join(":", execution.value(), "" + entry, "" + attempt, visit);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static CallbackToken of(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int visit = plain.lastIndexOf(':');
            int attempt = plain.lastIndexOf(':', visit - 1);
            int entry = plain.lastIndexOf(':', attempt - 1);
            return new CallbackToken(
                    new ExecutionId(plain.substring(0, entry)),
                    Integer.parseInt(plain.substring(entry + 1, attempt)),
                    Integer.parseInt(plain.substring(attempt + 1, visit)),
                    plain.substring(visit + 1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CallbackUnknownException(text, "it is none of Baton's.");
        }
    }
}
