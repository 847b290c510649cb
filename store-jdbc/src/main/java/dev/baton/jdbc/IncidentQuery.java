package dev.baton.jdbc;

import dev.baton.store.Archive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statement for a page of incidents. */
final class IncidentQuery {
    private static final String ROWS = """
        SELECT e.id, i.key, i.incident, d.name, d.version, i.kind, i.step, i.error, i.message, i.attempts,
            i.business_key, i.assignee, i.changes, i.opened, i.resolved, i.resolution, i.resolved_by, i.reason
        FROM incidents i <join> executions e ON e.key = i.key
            <join> definitions d ON d.definition = i.definition
        WHERE\
        """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final Dialect dialect;

    IncidentQuery(Dialect dialect, Archive.IncidentFilter filter, Optional<Long> beforeKey, int limit) {
        this.dialect = dialect;
        conditions.add(filter.openOnly() ? "i.resolved IS NULL" : "true");
        beforeKey.ifPresent(key -> condition("i.key < ?", key));
        filter.execution().ifPresent(key -> condition("i.key = ?", key));
        filter.definition()
                .ifPresent(
                        name -> condition("i.definition IN (SELECT definition FROM definitions WHERE name = ?)", name));
        filter.step().ifPresent(step -> condition("i.step = ?", step));
        filter.error().ifPresent(error -> condition("i.error = ?", error));
        values.add(limit);
    }

    String sql() {
        return dialect.of(ROWS) + " " + String.join(" AND ", conditions) + " ORDER BY i.key DESC, i.incident LIMIT ?";
    }

    Object[] values() {
        return values.toArray();
    }

    private void condition(String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }
}
