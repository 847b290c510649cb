package dev.baton;

/**
 * Who changes an execution by hand, and why. Kept in its history.
 *
 * @param by the person or the system, 1 to 200 characters
 * @param why for those who read it later, 1 to 2,000 characters; where an answer needs evidence, this is it
 */
public record Reason(String by, String why) {
    public Reason {
        Bounds.upTo("name of who does it", by, 200);
        Bounds.upTo("reason", why, 2_000);
    }
}
