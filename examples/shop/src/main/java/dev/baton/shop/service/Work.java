package dev.baton.shop.service;

import java.sql.Connection;
import java.sql.SQLException;

/** Performs the calls of one service within one transaction each. */
interface Work {
    /** Creates what is missing in the database. */
    void createTables(Connection connection) throws SQLException;

    /**
     * Performs one call.
     *
     * @throws IllegalArgumentException if its body is not what the operation takes
     */
    Answer perform(Connection connection, Request request) throws SQLException;
}
