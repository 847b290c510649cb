package dev.baton.engine;

import dev.baton.HistoryEvent;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/** Shows an event to people: its name, its step, and what else it says as JSON. */
final class EventJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new SimpleModule().addSerializer(Payload.class, new RawJson()))
            .build();

    private EventJson() {}

    static HistoryEvent of(int number, Event event, List<String> steps) {
        String step = "";
        ObjectNode details = JSON.createObjectNode();
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            String name = component.getName();
            Object value = value(event, component);
            switch (name) {
                case "at" -> {}
                case "node" -> step = String.valueOf(value);
                default -> {
                    if (name.equals("entry") && value instanceof Integer entry && entry >= 0 && entry < steps.size()) {
                        step = steps.get(entry);
                    }
                    details.set(name, JSON.valueToTree(value));
                }
            }
        }
        return new HistoryEvent(
                number,
                event.at(),
                event.getClass().getSimpleName(),
                Optional.of(step).filter(node -> !node.isEmpty()),
                details.toString());
    }

    private static Object value(Event event, RecordComponent component) {
        try {
            return component.getAccessor().invoke(event);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Bug: " + component + " cannot be read. [BATON-901]", e);
        }
    }

    private static final class RawJson extends ValueSerializer<Payload> {
        @Override
        public void serialize(Payload payload, JsonGenerator json, SerializationContext context) {
            json.writeRawValue(payload.json());
        }
    }
}
