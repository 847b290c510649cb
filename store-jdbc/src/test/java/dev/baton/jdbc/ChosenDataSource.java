package dev.baton.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A data source that fails when a test wants it to. */
final class ChosenDataSource {
    private ChosenDataSource() {}

    /** @param failure asked before each connection; empty: the connection is given */
    static DataSource of(DataSource database, Supplier<Optional<Exception>> failure) {
        return (DataSource) Proxy.newProxyInstance(
                ChosenDataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        Optional<Exception> wanted = failure.get();
                        if (wanted.isPresent()) {
                            throw wanted.get();
                        }
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
