package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.store.Archive;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database plans to do on empty tables, without statistics: nothing that runs often reads a whole table. */
class HotPathTest {
    private static final int DETAIL = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private List<String> plan(Session session, String sql) throws SQLException {
        return session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString(DETAIL));
    }

    private SqliteFile file() {
        Path path = folder.resolve("store.db");
        JdbcStore.sqlite(path).close();
        return new SqliteFile(path, SqliteOptions.Durability.POWER_LOSS);
    }

    @Test
    void noStatementOfTheHotPathReadsAWholeTable() throws SQLException {
        var statements = new ArrayList<>(SqliteSql.HOT_PATH);
        statements.addAll(SqliteSql.PURGE);
        statements.addAll(SqliteMailSql.HOT_PATH);
        statements.addAll(List.of(CommonSql.HISTORY, CommonSql.TAGS, SqliteSql.CHUNK, SqliteSql.NEXT_SEQ));
        try (Session session = file().writer()) {
            for (String sql : statements) {
                assertThat(plan(session, sql)).as(sql).noneMatch(HotPathTest::readsAll);
            }
            assertThat(plan(session, "SELECT * FROM executions")).anyMatch(HotPathTest::readsAll); // the test can fail
        }
        assertThat(statements).hasSizeGreaterThan(25);
    }

    /** Lists of executions walk an index in the order of the page: no sorting of everything that fits. */
    @Test
    void pagesAreReadInTheOrderOfAnIndex() throws SQLException {
        Archive.Filter all = Archive.Filter.all();
        var filters = new ArrayList<Archive.Filter>();
        filters.add(all);
        for (ExecutionStatus status : ExecutionStatus.values()) {
            filters.add(filter(Optional.empty(), Optional.of(status), Optional.empty(), Map.of()));
        }
        filters.add(filter(Optional.of("order"), Optional.empty(), Optional.empty(), Map.of()));
        filters.add(filter(Optional.empty(), Optional.empty(), Optional.of("customer"), Map.of()));
        filters.add(filter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of("town", "Ulm")));
        try (Session session = file().writer()) {
            for (Archive.Filter filter : filters) {
                var query = new ExecutionQuery(Dialect.SQLITE, filter, List.of(1, 2), Optional.of(5L), 50);
                List<String> plan = plan(session, query.sql());
                assertThat(inner(plan))
                        .as(filter + "\n" + String.join("\n", plan))
                        .isNotEmpty()
                        .noneMatch(HotPathTest::readsAll);
            }
        }
    }

    /** What is done for each part of a page; putting the parts together sorts no more than a page of each. */
    private static List<String> inner(List<String> plan) {
        var inner = new ArrayList<String>();
        boolean inside = false;
        for (String step : plan) {
            inside = step.startsWith("CO-ROUTINE part") || (inside && !step.startsWith("SCAN part"));
            if (inside) {
                inner.add(step);
            }
        }
        return inner;
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

    private static boolean readsAll(String step) {
        return (step.startsWith("SCAN") && !step.equals("SCAN CONSTANT ROW")) || step.contains("TEMP B-TREE");
    }
}
