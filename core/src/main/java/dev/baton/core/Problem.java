package dev.baton.core;

/**
 * Why a saga is refused, or what its author should know.
 *
 * @param saga its name
 * @param step the node that it is about; empty: the saga as a whole
 * @param sentence what was found, and what to do next
 */
public record Problem(String saga, String step, Rule rule, String sentence) {

    /** The whole message for people. */
    public String text() {
        String subject = step.isEmpty() ? "Saga '" + saga + "': " : "Saga '" + saga + "', '" + step + "': ";
        return subject + sentence + " [" + rule.code() + "]";
    }
}
