package dev.baton.shop.ledger;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sqlite.SQLiteConfig;

/**
 * What one or all services wrote down, read at one moment.
 *
 * @param calls in the order of their arrival at each service
 * @param effects in the order of their happening at each service
 */
public record Ledger(List<Call> calls, List<Effect> effects) {
    private static final String SELECT_CALLS = """
        select id, key, target, operation, attempt, fault, arrived_micros, answered_micros, status
        from calls order by id\
        """;

    private static final String SELECT_EFFECTS = """
        select id, key, operation, kind, business_order, undoes, call, at_micros
        from effects order by id\
        """;

    public Ledger {
        calls = List.copyOf(calls);
        effects = List.copyOf(effects);
    }

    /** The database of a service below the shop's data folder. */
    public static Path file(Path data, Service service) {
        return data.resolve(service.label() + ".db");
    }

    /**
     * Reads the ledgers of all five services, without writing. The services may be running; each ledger is a state that
     * was committed.
     *
     * @throws SQLException if a database is missing or cannot be read; the message names the service
     */
    public static Ledger readAll(Path data) throws SQLException {
        var calls = new ArrayList<Call>();
        var effects = new ArrayList<Effect>();
        for (Service service : Service.values()) {
            Ledger one = read(data, service);
            calls.addAll(one.calls());
            effects.addAll(one.effects());
        }
        return new Ledger(calls, effects);
    }

    /** Reads the ledger of one service, as {@link #readAll}. */
    public static Ledger read(Path data, Service service) throws SQLException {
        Path file = file(data, service);
        if (!Files.exists(file)) {
            throw new SQLException("The ledger of " + service.label() + " is not there: no file " + file.getFileName()
                    + " in the shop's data folder. Was the service started with this folder?");
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false); // one snapshot for both tables
            return new Ledger(calls(connection, service), effects(connection, service));
        } catch (SQLException e) {
            throw new SQLException("The ledger of " + service.label() + " could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * The calls that a service has not finished with: held up on their way, or with an answer held back. Until there are
     * none, an effect may still come, also for a caller who gave up long ago.
     */
    public List<Call> underWay() {
        return calls.stream().filter(Call::underWay).toList();
    }

    private static List<Call> calls(Connection connection, Service service) throws SQLException {
        var calls = new ArrayList<Call>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT_CALLS)) {
            while (row.next()) {
                long answered = row.getLong(8);
                boolean open = row.wasNull();
                calls.add(new Call(
                        service,
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        Operation.valueOf(row.getString(4)),
                        row.getInt(5),
                        instant(row.getLong(7)),
                        open ? Optional.empty() : Optional.of(instant(answered)),
                        open ? OptionalInt.empty() : OptionalInt.of(row.getInt(9)),
                        Fault.valueOf(row.getString(6))));
            }
        }
        return calls;
    }

    private static List<Effect> effects(Connection connection, Service service) throws SQLException {
        var effects = new ArrayList<Effect>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT_EFFECTS)) {
            while (row.next()) {
                effects.add(new Effect(
                        service,
                        row.getLong(1),
                        row.getString(2),
                        Operation.valueOf(row.getString(3)),
                        EffectKind.valueOf(row.getString(4)),
                        row.getString(5),
                        instant(row.getLong(8)),
                        Optional.ofNullable(row.getString(6)),
                        row.getLong(7)));
            }
        }
        return effects;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
