package dev.baton.shop.contract;

/** What every message checks of itself. */
final class Checks {
    private static final int TEXT_CHARACTERS_MAX = 2_000;

    private Checks() {}

    static void text(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("'" + name + "' is empty. Give a text.");
        }
        if (value.length() > TEXT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("'" + name + "' has " + value.length() + " characters. At most "
                    + TEXT_CHARACTERS_MAX + " are taken.");
        }
    }

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("'" + name + "' is " + value + ". Give a number above zero.");
        }
    }
}
