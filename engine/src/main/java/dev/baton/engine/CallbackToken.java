package dev.baton.engine;

import dev.baton.CallbackUnknownException;
import dev.baton.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What names an attempt to those who complete it later. Outlives owners and restarts. */
record CallbackToken(ExecutionId execution, int entry, int attempt) {

    /** The token as text that may stand in an address. */
    String text() {
        String plain = execution.value() + ":" + entry + ":" + attempt;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static CallbackToken of(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int last = plain.lastIndexOf(':');
            int before = plain.lastIndexOf(':', last - 1);
            return new CallbackToken(
                    new ExecutionId(plain.substring(0, before)),
                    Integer.parseInt(plain.substring(before + 1, last)),
                    Integer.parseInt(plain.substring(last + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CallbackUnknownException(text, "it is none of Baton's.");
        }
    }
}
