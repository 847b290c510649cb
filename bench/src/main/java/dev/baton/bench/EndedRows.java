package dev.baton.bench;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.bench.Workload.Order;
import dev.baton.bench.Workload.Receipt;
import dev.baton.engine.Baton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Fills a store with ended executions, as if it had run for long: one is run, and its rows are copied in the database. */
final class EndedRows {
    /** What all others are copied from. */
    private static final String TEMPLATE = "ended-template";

    private static final int AT_ONCE = 100_000;

    /** Business keys are customer-0 and so on, each of several executions if there are many. */
    static final int BUSINESS_KEYS = 100_000;

    /** Keys count down from a day before the template's, a millisecond apart, and so stay in the order of their starts. */
    private static final String KEY = "(((t.key >> 8) - 86400000000 - g * 1000) << 8) | (g % 16)";

    private static final String EXECUTIONS =
            "INSERT INTO executions (key, id, partition, definition, input_hash, business_key) SELECT " + KEY
                    + ", 'ended-' || g, g % 16, t.definition, t.input_hash, 'customer-' || (g % " + BUSINESS_KEYS + ")"
                    + " FROM executions t, generate_series(?::bigint, ?::bigint) g WHERE t.id = '" + TEMPLATE + "'";

    private static final String HISTORIES = "INSERT INTO history (key, seq, next, events) SELECT " + KEY
            + ", h.seq, h.next, h.events FROM executions t, generate_series(?::bigint, ?::bigint) g, history h"
            + " WHERE t.id = '" + TEMPLATE + "' AND h.key = t.key";

    private EndedRows() {}

    static void load(StoreChoice.Opened opened, int number, Consumer<String> progress) throws SQLException {
        runTemplate(opened);
        try (Connection connection = opened.schema().connect()) {
            for (long from = 1; from <= number; from += AT_ONCE) {
                long to = Math.min(number, from + AT_ONCE - 1);
                copy(connection, EXECUTIONS, from, to);
                copy(connection, HISTORIES, from, to);
                progress.accept("Loaded " + to + " of " + number + " ended executions.");
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("VACUUM ANALYZE executions");
                statement.execute("VACUUM ANALYZE history");
                statement.execute("CHECKPOINT");
            }
        }
    }

    private static void copy(Connection connection, String sql, long from, long to) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setLong(1, from);
            insert.setLong(2, to);
            insert.executeUpdate();
        }
    }

    private static void runTemplate(StoreChoice.Opened opened) {
        Saga<Order, Receipt> saga = Workload.W1.saga(new LongAdder());
        try (var store = opened.store();
                Baton baton = Baton.builder().store(store).register(saga).start()) {
            baton.client()
                    .start(
                            saga,
                            ExecutionId.of(TEMPLATE),
                            Order.numbered(0),
                            StartOptions.defaults().businessKey("template"))
                    .result();
        }
    }
}
