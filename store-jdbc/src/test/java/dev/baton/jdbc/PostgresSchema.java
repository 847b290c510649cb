package dev.baton.jdbc;

import dev.baton.postgres.PostgresServer;
import dev.baton.store.Store;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own on the server that tests share, and a clock there that a test moves. */
final class PostgresSchema {
    private static final AtomicInteger LAST = new AtomicInteger();

    final PostgresServer server;
    final String name;

    private PostgresSchema(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static PostgresSchema next() throws IOException {
        return new PostgresSchema(
                PostgresServer.shared(), "t" + ProcessHandle.current().pid() + "_" + LAST.incrementAndGet());
    }

    PostgresOptions options() {
        return PostgresOptions.defaults().schema(name);
    }

    JdbcStore open() {
        return JdbcStore.postgres(server.url(), options());
    }

    /**
     * A store whose leases are judged by a test's clock: the schema has a function with the name of the server's, which
     * the search path prefers; before each call it is told the time.
     */
    Store open(InstantSource clock, int partitions) throws SQLException {
        PostgresOptions options = options().partitions(partitions);
        var store = PostgresStore.open(PostgresUrl.dataSource(server.url(), options), options, name + ", pg_catalog");
        server.execute("CREATE TABLE " + name + ".test_clock (at timestamptz NOT NULL);"
                + "INSERT INTO " + name + ".test_clock VALUES (clock_timestamp());"
                + "CREATE FUNCTION " + name
                + ".clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at"
                + " FROM " + name + ".test_clock'");
        return told(Store.class, store, clock);
    }

    private <T> T told(Class<T> type, Object thing, InstantSource clock) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    tell(clock.millis());
                    Object answer;
                    try {
                        answer = method.invoke(thing, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    Class<?> part = method.getReturnType();
                    return part.isInterface() && part.getPackageName().equals("dev.baton.store")
                            ? told(part, answer, clock)
                            : answer;
                }));
    }

    private long last;

    private void tell(long millis) throws SQLException {
        if (millis != last) {
            server.execute("UPDATE " + name + ".test_clock SET at = to_timestamp(" + millis + " / 1000.0)");
            last = millis;
        }
    }
}
