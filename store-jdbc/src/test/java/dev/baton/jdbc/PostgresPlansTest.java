package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.store.Archive;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the database plans to do on empty tables, without statistics: nothing that runs often reads a whole table. */
class PostgresPlansTest {
    /** These look at a table as a whole, and say so; none of them runs often. */
    private static final Set<String> WHOLE = Set.of("LOCK_DEFINITIONS", "OWNERS", "ALIVE", "SWEEP_NODES");

    /**
     * Joined to several columns of a table that the server takes for empty, they may read its index as a whole, until the
     * server has analyzed the table again, which it does soon after some rows came.
     */
    private static final Set<String> JOINED =
            Set.of("RENEW", "CLAIM_TASKS", "HOLD_TASKS", "WITHDRAW_TASKS", "GIVE_BACK_TASKS");

    private static final Pattern PARAMETER = Pattern.compile("\\?");

    private final PostgresSchema schema = PostgresSchema.next();
    private JdbcStore store = schema.open();
    private Connection connection = connect(PostgresSettings.hot(schema.name));

    PostgresPlansTest() throws Exception {}

    private Connection connect(PostgresSettings settings) throws SQLException {
        return new SettledDataSource(
                        PostgresUrl.dataSource(schema.server.url() + "&preferQueryMode=simple", schema.options()),
                        settings)
                .getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
    }

    private List<String> plan(String sql) throws SQLException {
        var numbered = new StringBuilder();
        int parameters = 0;
        for (String part : PARAMETER.split(sql, -1)) {
            numbered.append(parameters == 0 ? "" : "$" + parameters).append(part);
            parameters++;
        }
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return new Session(connection)
                    .list("EXPLAIN (GENERIC_PLAN, COSTS OFF) " + numbered, row -> row.getString(1));
        }
    }

    private static Map<String, String> statements() throws IllegalAccessException {
        var statements = new LinkedHashMap<String, String>();
        for (Class<?> statementsOf : List.of(PostgresSql.class, PostgresRemovalSql.class)) {
            for (Field field : statementsOf.getDeclaredFields()) {
                if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
                    statements.put(field.getName(), (String) field.get(null));
                }
            }
        }
        return statements;
    }

    @Test
    void noStatementOfTheHotPathReadsAWholeTable() throws Exception {
        Map<String, String> statements = statements();
        statements.keySet().removeAll(WHOLE);
        checkStatements(statements);
        vacuum();
        var known = new LinkedHashMap<>(statements);
        known.keySet().removeAll(JOINED);
        checkStatements(known);
        assertThat(statements).hasSizeGreaterThan(30);
        assertThat(readsAll(plan("SELECT * FROM executions WHERE parent = 1"))).isNotEmpty(); // the test can fail
    }

    /** Now the server knows that the tables are empty, and may think that they stay so. */
    private void vacuum() throws SQLException {
        String tables = new Session(connection)
                .one(
                        "SELECT string_agg(quote_ident(schemaname) || '.' || quote_ident(tablename), ', ') FROM"
                                + " pg_tables WHERE schemaname = ?",
                        row -> row.getString(1),
                        schema.name)
                .orElseThrow();
        schema.server.execute("VACUUM (ANALYZE) " + tables);
    }

    private void checkStatements(Map<String, String> statements) throws SQLException {
        for (var one : statements.entrySet()) {
            assertThat(readsAll(plan(one.getValue())))
                    .as(one.getKey() + "\n" + String.join("\n", plan(one.getValue())))
                    .isEmpty();
        }
    }

    @Test
    void noShapeOfACommitReadsAWholeTable() throws SQLException {
        var shapes = new ArrayList<Set<PostgresCommitSql.Part>>(List.of(Set.of()));
        for (var part : PostgresCommitSql.Part.values()) {
            for (var shape : List.copyOf(shapes)) {
                var larger = EnumSet.of(part);
                larger.addAll(shape);
                shapes.add(larger);
            }
        }
        checkShapes(shapes);
        assertThat(shapes).hasSize(16);
        vacuum();
        assertThat(readsAll(plan(PostgresCommitSql.of(Set.of()))))
                .noneMatch(line -> !line.contains(" on partitions ")); // which is never empty, and at most 256 rows
    }

    private void checkShapes(List<Set<PostgresCommitSql.Part>> shapes) throws SQLException {
        for (var parts : shapes) {
            List<String> plan = plan(PostgresCommitSql.of(parts));
            assertThat(readsAll(plan))
                    .as(parts + "\n" + String.join("\n", plan))
                    .isEmpty();
            // What is joined is found by its whole key, row by row: not all of a partition, and then filtered.
            assertThat(plan).noneMatch(line -> line.contains("Join Filter"));
        }
    }

    /** Few are live, and many have ended. */
    @Test
    void theLiveOnesAreCountedFromTheLiveOnes() throws SQLException {
        close(PostgresSettings.console(schema.name));
        List<String> plan = plan(Dialect.POSTGRES.of(CommonSql.COUNT_VERSIONS));
        assertThat(plan)
                .as(String.join("\n", plan))
                .anyMatch(line -> line.endsWith(" on live l"))
                .anyMatch(line -> line.contains("Index Cond: (key = l.key)"));
        assertThat(readsAll(plan)).noneMatch(line -> line.contains(" on executions"));
    }

    /** Lists of executions walk an index in the order of the page: no sorting of everything that fits. */
    @Test
    void pagesAreReadInTheOrderOfAnIndex() throws SQLException {
        close(PostgresSettings.console(schema.name));
        Archive.Filter all = Archive.Filter.all();
        var filters = new ArrayList<Archive.Filter>();
        filters.add(all);
        for (ExecutionStatus status : ExecutionStatus.values()) {
            filters.add(filter(Optional.empty(), Optional.of(status), Optional.empty(), Map.of()));
        }
        filters.add(filter(Optional.of("order"), Optional.empty(), Optional.empty(), Map.of()));
        filters.add(filter(Optional.empty(), Optional.empty(), Optional.of("customer"), Map.of()));
        filters.add(filter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of("town", "Ulm")));
        for (Archive.Filter filter : filters) {
            var query = new ExecutionQuery(Dialect.POSTGRES, filter, List.of(1, 2), Optional.of(5L), 50);
            List<String> plan = plan(query.sql());
            assertThat(readsAll(plan))
                    .as(filter + "\n" + String.join("\n", plan))
                    .isEmpty();
            assertThat(plan).noneMatch(line -> line.matches(".*-> +(Incremental )?Sort.*"));
        }
        for (String sql : List.of(CommonSql.HISTORY, CommonSql.TAGS, CommonSql.VERSIONS, CommonSql.FIND_DEFINITION)) {
            assertThat(readsAll(plan(sql)))
                    .as(sql + "\n" + String.join("\n", plan(sql)))
                    .isEmpty();
        }
    }

    private void close(PostgresSettings settings) throws SQLException {
        connection.close();
        connection = connect(settings);
    }

    private static Archive.Filter filter(
            Optional<String> definition,
            Optional<ExecutionStatus> status,
            Optional<String> businessKey,
            Map<String, String> tags) {
        return new Archive.Filter(
                definition,
                status,
                Optional.empty(),
                Optional.empty(),
                businessKey,
                tags,
                Optional.empty(),
                Optional.empty());
    }

    /** Steps that look at more than what an index finds: other scans of tables, other joins, an index without a key. */
    private static List<String> readsAll(List<String> plan) {
        var found = new ArrayList<String>();
        for (int i = 0; i < plan.size(); i++) {
            String step = plan.get(i);
            String next = i + 1 < plan.size() ? plan.get(i + 1) : "";
            boolean whole = step.matches(".*(Seq Scan|Bitmap|Hash Join|Merge Join|Materialize).*")
                    || (step.matches(".*Index (Only )?Scan.*")
                            && !next.contains("Index Cond")
                            && (i == 0 || !plan.get(i - 1).contains("Limit")));
            if (whole) {
                found.add(step);
            }
        }
        return found;
    }
}
