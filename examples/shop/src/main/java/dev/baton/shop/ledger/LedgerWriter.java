package dev.baton.shop.ledger;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.fault.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Writes a service's ledger. Every method works within the transaction of the connection it is given. */
public final class LedgerWriter {
    private static final String CREATE_CALLS = """
        create table if not exists calls (
            id integer primary key,
            key text not null,
            target text not null,
            execution text not null,
            operation text not null,
            attempt integer not null,
            fault text not null default 'NONE',
            arrived_micros integer not null,
            answered_micros integer,
            status integer
        )\
        """;

    private static final String INDEX_CALLS =
            "create index if not exists calls_by_execution on calls (execution, operation)";

    private static final String CREATE_EFFECTS = """
        create table if not exists effects (
            id integer primary key,
            key text not null,
            operation text not null,
            kind text not null,
            business_order text not null,
            undoes text,
            call integer not null references calls (id),
            at_micros integer not null
        )\
        """;

    private static final String INSERT_CALL = """
        insert into calls (key, target, execution, operation, arrived_micros, attempt)
        values (?1, ?2, ?3, ?4, ?5,
                (select 1 + count(*) from calls where execution = ?3 and operation = ?4))
        returning id, attempt\
        """;

    private static final String NOTE_FAULT = "update calls set fault = ? where id = ?";

    private static final String NOTE_ANSWER = "update calls set answered_micros = ?, status = ? where id = ?";

    private static final String INSERT_EFFECT = """
        insert into effects (key, operation, kind, business_order, undoes, call, at_micros)
        values (?, ?, ?, ?, ?, ?, ?)\
        """;

    /** A call that was written down. */
    public record Arrival(long call, int attempt) {}

    /** Creates the two tables where they are missing. */
    public void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE_CALLS);
            statement.execute(INDEX_CALLS);
            statement.execute(CREATE_EFFECTS);
        }
    }

    /** Notes that a call came, and tells which one of its operation and execution it is. */
    public Arrival arrived(Connection connection, Operation operation, String key, String target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CALL)) {
            statement.setString(1, key);
            statement.setString(2, target);
            statement.setString(3, VisitKey.of(target).execution());
            statement.setString(4, operation.name());
            statement.setLong(5, micros(Instant.now()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Arrival(row.getLong(1), row.getInt(2));
            }
        }
    }

    /** Notes the fault that the call meets. */
    public void met(Connection connection, long call, Fault fault) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTE_FAULT)) {
            statement.setString(1, fault.name());
            statement.setLong(2, call);
            statement.executeUpdate();
        }
    }

    /** Notes the answer; called before it is sent, so whoever has an answer finds it in the ledger. */
    public void answered(Connection connection, long call, int status) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTE_ANSWER)) {
            statement.setLong(1, micros(Instant.now()));
            statement.setInt(2, status);
            statement.setLong(3, call);
            statement.executeUpdate();
        }
    }

    /** Notes an effect, in the transaction that makes it. */
    public void effect(
            Connection connection,
            long call,
            Operation operation,
            EffectKind kind,
            String key,
            String order,
            Optional<String> undoes)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_EFFECT)) {
            statement.setString(1, key);
            statement.setString(2, operation.name());
            statement.setString(3, kind.name());
            statement.setString(4, order);
            statement.setString(5, undoes.orElse(null));
            statement.setLong(6, call);
            statement.setLong(7, micros(Instant.now()));
            statement.executeUpdate();
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
