package dev.baton.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns of rows as arrays of the database, in the binary form where the driver has one. */
final class PostgresArrays {
    private PostgresArrays() {}

    static Array longs(Session session, Stream<? extends @Nullable Long> values) throws SQLException {
        return of(session, "int8", values.toArray(Long[]::new));
    }

    static Array ints(Session session, Stream<? extends @Nullable Integer> values) throws SQLException {
        return of(session, "int4", values.toArray(Integer[]::new));
    }

    static Array shorts(Session session, Stream<? extends @Nullable Integer> values) throws SQLException {
        return of(
                session,
                "int2",
                values.map(value -> value == null ? null : value.shortValue()).toArray(Short[]::new));
    }

    static Array texts(Session session, Stream<? extends @Nullable String> values) throws SQLException {
        return of(session, "text", values.toArray(String[]::new));
    }

    static Array bytes(Session session, Stream<byte[]> values) throws SQLException {
        return of(session, "bytea", values.toArray(byte[][]::new));
    }

    static Array booleans(Session session, Stream<Boolean> values) throws SQLException {
        return of(session, "bool", values.toArray(Boolean[]::new));
    }

    static Array uuids(Session session, Stream<? extends @Nullable UUID> values) throws SQLException {
        return of(session, "uuid", values.toArray(UUID[]::new));
    }

    private static Array of(Session session, String type, @Nullable Object[] values) throws SQLException {
        return session.connection().createArrayOf(type, values);
    }
}
