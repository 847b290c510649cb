package dev.baton.shop.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys a service has seen, and what became of each. A key is never forgotten: no execution outlives the shop. */
final class Inbox {
    private static final String CREATE = """
        create table if not exists inbox (
            key text primary key,
            state text not null,
            business_order text not null,
            payload text,
            status integer not null,
            answer text not null
        ) without rowid\
        """;

    private static final String SELECT =
            "select state, business_order, payload, status, answer from inbox where key = ?";

    private static final String UPSERT = """
        insert into inbox (key, state, business_order, payload, status, answer) values (?, ?, ?, ?, ?, ?)
        on conflict (key) do update set state = excluded.state\
        """;

    /** What became of a key. */
    enum State {
        /** Its effect stands. */
        DONE,
        /** The service said no, for good. */
        REFUSED,
        /** Its effect was taken back. */
        UNDONE,
        /** A tombstone: the undo or the probe came first, and the call is too late. */
        FENCED
    }

    /**
     * One known key.
     *
     * @param order the business order; empty for a tombstone
     * @param payload the message that came under it, written anew; null for a tombstone
     * @param answer what was answered, and is answered again
     */
    record Entry(State state, String order, @Nullable String payload, Answer answer) {
        Entry in(State next) {
            return new Entry(next, order, payload, answer);
        }
    }

    void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    Optional<Entry> find(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(
                                State.valueOf(row.getString(1)),
                                row.getString(2),
                                row.getString(3),
                                new Answer(row.getInt(4), row.getString(5))))
                        : Optional.empty();
            }
        }
    }

    /** Notes a new key, or the new state of a known one. */
    void put(Connection connection, String key, Entry entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            statement.setString(1, key);
            statement.setString(2, entry.state().name());
            statement.setString(3, entry.order());
            statement.setString(4, entry.payload());
            statement.setInt(5, entry.answer().status());
            statement.setString(6, entry.answer().json());
            statement.executeUpdate();
        }
    }
}
