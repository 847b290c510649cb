package dev.baton.core;

import dev.baton.Failure;
import java.time.Instant;
import java.util.List;

/** What user code made of data, at one place of a node. */
public sealed interface Evaluated {
    record Value(Payload value) implements Evaluated {}

    record Holds(boolean holds) implements Evaluated {}

    record Moment(Instant instant) implements Evaluated {}

    record Items(List<Payload> items) implements Evaluated {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Text(String text) implements Evaluated {}

    /** It threw, or gave something that cannot be stored. */
    record Threw(Failure failure) implements Evaluated {}
}
