package dev.baton.engine;

import dev.baton.HistoryEvent;
import dev.baton.Incident;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes an archived execution as a line of JSON. */
final class ArchivedJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ArchivedJson() {}

    static String of(ArchivedExecution execution) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("id", execution.id().value());
            json.writeStringProperty("saga", execution.saga());
            json.writeNumberProperty("version", execution.version());
            json.writeStringProperty("status", execution.status().name());
            execution.businessKey().ifPresent(key -> json.writeStringProperty("businessKey", key));
            json.writeObjectPropertyStart("tags");
            execution.tags().forEach(json::writeStringProperty);
            json.writeEndObject();
            execution.parent().ifPresent(parent -> json.writeStringProperty("parent", parent.value()));
            json.writeStringProperty("started", execution.started().toString());
            json.writeStringProperty("ended", execution.ended().toString());
            raw(json, "input", execution.input());
            execution.output().ifPresent(output -> raw(json, "output", output));
            if (!execution.stops().isEmpty()) {
                json.writeArrayPropertyStart("stops");
                execution.stops().forEach(stop -> write(json, stop));
                json.writeEndArray();
            }
            json.writeArrayPropertyStart("history");
            execution.history().forEach(event -> write(json, event));
            json.writeEndArray();
            json.writeEndObject();
        }
        // Line breaks stand between the tokens of a payload, never inside: there they are written as \n.
        return text.toString().replace('\n', ' ').replace('\r', ' ');
    }

    private static void write(JsonGenerator json, Incident stop) {
        json.writeStartObject();
        json.writeNumberProperty("incident", stop.seen().number());
        json.writeStringProperty("opened", stop.opened().toString());
        json.writeStringProperty("error", stop.error());
        json.writeStringProperty("message", stop.message());
        stop.assignee().ifPresent(assignee -> json.writeStringProperty("assignee", assignee));
        stop.closed().ifPresent(closed -> {
            json.writeStringProperty("closed", closed.at().toString());
            json.writeStringProperty("answer", closed.answer());
            json.writeStringProperty("by", closed.reason().by());
            json.writeStringProperty("reason", closed.reason().why());
        });
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, HistoryEvent event) {
        json.writeStartObject();
        json.writeNumberProperty("number", event.number());
        json.writeStringProperty("at", event.at().toString());
        json.writeStringProperty("kind", event.kind());
        event.step().ifPresent(step -> json.writeStringProperty("step", step));
        raw(json, "details", event.details());
        json.writeEndObject();
    }

    private static void raw(JsonGenerator json, String name, String value) {
        json.writeName(name);
        json.writeRawValue(value);
    }
}
