package dev.baton.shop.demo;

/** Shows how far a run is, while it runs. Thread-safe. */
interface Screen {
    /** Shows this instead of what was shown before. */
    void show(Progress progress);

    /** Tells something that happened; {@code remarkable} is what does not happen to every other order. */
    void tell(String news, boolean remarkable);

    /** Shows nothing more. */
    void end();
}
