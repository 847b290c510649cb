package dev.baton;

import java.io.Serial;

/** A token stands for no work that somebody was asked to complete. Nothing was changed. */
public final class CallbackUnknownException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_CHARACTERS_MAX = 400;

    /**
     * A token that stands for nothing.
     *
     * @param found what is there instead, as a sentence
     */
    public CallbackUnknownException(String token, String found) {
        super(
                "BATON-105",
                "Nothing was completed with token '"
                        + token.substring(0, Math.min(token.length(), SHOWN_CHARACTERS_MAX)) + "': " + found
                        + " Give the token back as the step's handler got it.");
    }
}
