package dev.baton.shop.service;

import java.sql.Connection;
import java.sql.SQLException;

/** What a service does with its own tables. Knows nothing of calls; the key is only the name of its row. */
interface Business<I> {
    /** What a forward call brings. */
    Class<I> input();

    /** The business order that a message is about. */
    String orderOf(I input);

    /** Creates the tables that are missing. */
    void createTables(Connection connection) throws SQLException;

    /** Does it, or says why not. */
    Outcome perform(Connection connection, String key, I input) throws SQLException;

    /** Takes back what {@link #perform} did under this key. */
    void undo(Connection connection, String key) throws SQLException;

    /** How it went. */
    sealed interface Outcome {
        /** It is done, and this is the result. */
        record Did(Object result) implements Outcome {}

        /** It was not done, for good. */
        record Refused(String sentence) implements Outcome {}
    }
}
