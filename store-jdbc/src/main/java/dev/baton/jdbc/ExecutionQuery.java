package dev.baton.jdbc;

import dev.baton.ExecutionStatus;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statement for a page of executions. The most selective part of a filter says where to look (an index that has the
 * order of the page), everything else is a condition; so a page never sorts or counts what it does not show.
 */
final class ExecutionQuery {
    private static final String ROWS = """
        SELECT e.key, e.id, d.name, d.version, e.attention, e.ended, e.business_key, e.parent, l.key IS NOT NULL, l.step,
            CASE WHEN l.key IS NULL AND e.ended IS NULL
                THEN (SELECT h.events FROM history h WHERE h.key = e.key ORDER BY h.seq DESC LIMIT 1) END
        FROM page <join> executions e ON e.key = page.key <join> definitions d ON d.definition = e.definition
        LEFT JOIN live l ON l.key = e.key
        ORDER BY e.key DESC\
        """;
    /** Stands for the column that has the key. */
    private static final String KEY = "<key>";

    private static final int STATUS_BITS = 15;
    private static final int INCIDENT_BIT = 32;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> conditionValues = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final Dialect dialect;
    private final String page;

    /** Where to look: tables in which {@code e} is the execution, the column that has its key first, and a condition. */
    private record Source(String from, String key, String condition, List<Object> values) {
        /** In the table of executions itself. */
        static Source executions(String condition, Object... values) {
            return new Source("executions e", "e.key", condition, List.of(values));
        }

        /** In a table that has fewer rows, before that of executions. */
        static Source other(String table, String condition, Object... values) {
            return new Source(table + " s <join> executions e ON e.key = s.key", "s.key", condition, List.of(values));
        }
    }

    /** @param definitions the numbers of the wanted definition's versions */
    ExecutionQuery(
            Dialect dialect, Archive.Filter filter, List<Integer> definitions, Optional<Long> beforeKey, int limit) {
        this.dialect = dialect;
        conditions(filter, beforeKey);
        List<Source> sources = sources(filter, definitions);
        if (definitions.isEmpty() && filter.definition().isPresent()) {
            conditions.add("false");
        }
        String pages = sources.stream().map(source -> part(source, limit)).collect(Collectors.joining("\nUNION ALL\n"));
        page = "WITH page AS (SELECT key FROM (\n" + pages + "\n) parts ORDER BY key DESC LIMIT ?)\n";
        values.add(limit);
    }

    String sql() {
        return dialect.of(page + ROWS);
    }

    String countSql() {
        return dialect.of(page + "SELECT count(*) FROM page");
    }

    Object[] values() {
        return values.toArray();
    }

    private String part(Source source, int limit) {
        values.addAll(source.values);
        values.addAll(conditionValues);
        values.add(limit);
        String where =
                Stream.concat(Stream.of(source.condition), conditions.stream()).collect(Collectors.joining(" AND "));
        String sql = "SELECT key FROM (SELECT <key> AS key FROM " + source.from + " WHERE " + where
                + " ORDER BY <key> DESC LIMIT ?) part";
        return sql.replace(KEY, source.key);
    }

    private static List<Source> sources(Archive.Filter filter, List<Integer> definitions) {
        Optional<Map.Entry<String, String>> tag =
                filter.tags().entrySet().stream().findFirst();
        if (filter.businessKey().isPresent()) {
            return List.of(
                    Source.executions("e.business_key = ?", filter.businessKey().get()));
        }
        if (tag.isPresent()) {
            return List.of(Source.other(
                    "tags",
                    "s.name = ? AND s.value = ?",
                    tag.get().getKey(),
                    tag.get().getValue()));
        }
        if (filter.idPrefix().isPresent()) {
            return List.of(Source.executions("true"));
        }
        if (filter.incident().orElse(false)) {
            return List.of(Source.other("(SELECT DISTINCT key FROM incidents WHERE resolved IS NULL)", "true"));
        }
        if (filter.status().isPresent()) {
            return sources(filter.status().get());
        }
        if (!definitions.isEmpty()) {
            return definitions.stream()
                    .map(number -> Source.executions("e.definition = ?", number))
                    .toList();
        }
        return List.of(Source.executions("true"));
    }

    private static List<Source> sources(ExecutionStatus status) {
        return switch (status) {
            case RUNNING -> List.of(Source.other("live", "true"));
            case COMPLETED -> List.of(Source.executions("true"));
            case FAILED, COMPENSATING, COMPENSATED, TERMINATED ->
                numbers(status)
                        .map(number -> Source.executions("e.attention = ?", number))
                        .toList();
        };
    }

    private void conditions(Archive.Filter filter, Optional<Long> beforeKey) {
        beforeKey.ifPresent(key -> condition(KEY + " < ?", key));
        filter.startedFrom().ifPresent(from -> condition(KEY + " >= ?", Keys.at(from)));
        filter.startedBefore().ifPresent(before -> condition(KEY + " < ?", Keys.at(before)));
        filter.definition()
                .ifPresent(
                        name -> condition("e.definition IN (SELECT definition FROM definitions WHERE name = ?)", name));
        filter.status().ifPresent(this::status);
        filter.incident()
                .ifPresent(open ->
                        condition("coalesce(e.attention, 0) & " + INCIDENT_BIT + " = ?", open ? INCIDENT_BIT : 0));
        filter.idPrefix().ifPresent(prefix -> {
            condition("e.id >= ?", prefix);
            condition("e.id < ?", prefix + Character.toString(Character.MAX_CODE_POINT));
        });
        filter.businessKey().ifPresent(key -> condition("e.business_key = ?", key));
        filter.tags().forEach((name, value) -> {
            conditions.add("EXISTS (SELECT 1 FROM tags x WHERE x.key = e.key AND x.name = ? AND x.value = ?)");
            conditionValues.addAll(List.of(name, value));
        });
    }

    private void status(ExecutionStatus status) {
        String said = "coalesce(e.attention, 0) & " + STATUS_BITS + " = ?";
        String live = "EXISTS (SELECT 1 FROM live x WHERE x.key = e.key)";
        String plain = "coalesce(e.attention, 0) & " + STATUS_BITS + " = 0 AND ";
        condition(
                switch (status) {
                    case RUNNING -> "(" + said + " OR " + plain + live + ")";
                    case COMPLETED -> "(" + said + " OR " + plain + "NOT " + live + ")";
                    case FAILED, COMPENSATING, COMPENSATED, TERMINATED -> said;
                },
                number(status, false, false, false));
    }

    private void condition(String condition, Object value) {
        conditions.add(condition);
        conditionValues.add(value);
    }

    /** All numbers that a status has with its marks. */
    private static Stream<Integer> numbers(ExecutionStatus status) {
        return Stream.of(false, true)
                .flatMap(gaps -> Stream.of(false, true)
                        .flatMap(incident ->
                                Stream.of(false, true).map(stopped -> number(status, gaps, incident, stopped))));
    }

    private static int number(ExecutionStatus status, boolean gaps, boolean incident, boolean stopped) {
        return new Attention(Optional.of(status), gaps, incident, stopped)
                .bits()
                .orElseThrow();
    }
}
