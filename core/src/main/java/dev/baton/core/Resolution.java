package dev.baton.core;

import java.util.Optional;

/** A way out of an incident. Which kinds of incident take which: saga-semantics §6. */
public sealed interface Resolution {

    /** The word that is stored and shown for it. */
    default String word() {
        return switch (this) {
            case Retry retry -> "retry";
            case Resolve resolve -> "resolve";
            case Skip skip -> "skip";
            case Forward forward -> "forward";
            case Compensate compensate -> "compensate";
            case Superseded superseded -> "superseded";
        };
    }

    /** Again, with a fresh budget of attempts; with the same input or an edited one. */
    record Retry(Optional<Payload> input) implements Resolution {}

    /** Undone by hand; the reason is the evidence. */
    record Resolve() implements Resolution {}

    /** Left as it is. */
    record Skip() implements Resolution {}

    /** Goes on with this result, which somebody found or made by hand. */
    record Forward(Payload result) implements Resolution {}

    /** Goes back: it did not happen, or shall be undone. */
    record Compensate() implements Resolution {}

    /** A late answer or a cancel made the question pointless. */
    record Superseded() implements Resolution {}
}
