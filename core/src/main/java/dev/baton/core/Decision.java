package dev.baton.core;

import java.util.List;

/**
 * What a command led to.
 *
 * @param events facts, already applied to the state that was decided on
 * @param effects what to do once the events are stored
 * @param reply what the asker is told then
 */
public record Decision(List<Event> events, List<Effect> effects, Reply reply) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }

    /** Nothing happens. */
    public static Decision nothing() {
        return new Decision(List.of(), List.of(), new Reply.Accepted());
    }
}
