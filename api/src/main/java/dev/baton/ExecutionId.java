package dev.baton;

/**
 * Names one execution; chosen by the caller from the business, such as "order-42".
 *
 * @param value 1 to 300 characters. What a caller chooses has at most 200 and no {@code '/'}; ids with one belong to
 *     child executions, which Baton names after the key of the step that started them
 */
public record ExecutionId(String value) {
    private static final int CHARACTERS_MAX = 300;
    private static final int CHOSEN_CHARACTERS_MAX = 200;

    public ExecutionId {
        if (value.isEmpty() || value.length() > CHARACTERS_MAX || !value.chars().allMatch(ExecutionId::isVisible)) {
            throw refused(value);
        }
    }

    /** An id that a caller chose. */
    public static ExecutionId of(String value) {
        if (value.length() > CHOSEN_CHARACTERS_MAX || value.indexOf('/') >= 0) {
            throw refused(value);
        }
        return new ExecutionId(value);
    }

    /** Ids begin the idempotency keys, which services get in a header. */
    private static boolean isVisible(int character) {
        return character > ' ' && character <= '~';
    }

    private static IllegalArgumentException refused(String value) {
        return new IllegalArgumentException(
                "An execution id has 1 to 200 visible ASCII characters, and no '/' or space;"
                        + " this one is '" + value.substring(0, Math.min(value.length(), CHOSEN_CHARACTERS_MAX)) + "' ("
                        + value.length() + " characters). Choose another. [BATON-106]");
    }

    @Override
    public String toString() {
        return value;
    }
}
