package dev.baton.shop.judge;

/**
 * A mail that went out again because nobody could know that it had. This is no disagreement: the mail service knows no keys.
 *
 * @param sentence why the call was made again
 */
public record RepeatedMail(String order, String key, Cause cause, String sentence) {
    /** Why the outcome of the call before was unknown. */
    public enum Cause {
        /** The answer did not come in time. */
        TIME_OUT,
        /** The connection broke. */
        CONNECTION_LOST,
        /** The engine's process died. */
        ENGINE_CRASH,
        /** The engine could not store the answer. */
        STORE_AWAY
    }
}
