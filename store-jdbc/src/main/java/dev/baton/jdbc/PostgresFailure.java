package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import dev.baton.store.BatchRefusedException;
import java.sql.SQLException;

/** Says in a sentence what PostgreSQL said in a code. */
final class PostgresFailure {
    static final String NO_PRIVILEGE = "42501";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String TOO_LONG = "57014";
    private static final String CANNOT_SERIALIZE = "40001";
    private static final String DEADLOCK = "40P01";
    static final String READS_ONLY = "25006";

    private static final int CLASS = 2;

    private PostgresFailure() {}

    static StoreUnavailableException of(SQLException e) {
        return new StoreUnavailableException(sentence(e), e);
    }

    /** The same for somebody's data: if the database does not take them, that is no fault of the database. */
    static <T> Work<T> refusing(Work<T> work) {
        return session -> {
            try {
                return work.in(session);
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    throw new BatchRefusedException("The database refused the data: " + e.getMessage()
                            + ". Nothing of the batch was stored; leave out what it refuses. [BATON-509]");
                }
                throw e;
            }
        };
    }

    private static String sentence(SQLException e) {
        String message = e.getMessage();
        return switch (code(e)) {
            case "53100" ->
                "The disk of the database is full, and nothing was stored. Free some space; it then goes on by itself.";
            case "53300" ->
                "The database has no connection left (" + message + "). Raise its max_connections, or give fewer"
                        + " connections to each store.";
            case TOO_LONG -> "The question took too long and was given up (" + message + "). Ask for less at a time.";
            case LOCK_NOT_AVAILABLE -> "Another transaction holds a lock for long, and nothing was stored. Let it end.";
            case CANNOT_SERIALIZE, DEADLOCK ->
                "Two transactions met, and nothing of this one was stored (" + message + ").";
            case READS_ONLY ->
                "The database only reads: it is a standby (" + message + "). Give the URL of the primary.";
            case NO_PRIVILEGE ->
                "The user of the database may not do this (" + message + "). Grant it; docs/guide/postgresql.md lists"
                        + " what is needed.";
            default -> "The database answered: " + message + ".";
        };
    }

    /** It does not take the data, and never will. */
    static boolean isRefusal(SQLException e) {
        return switch (kind(e)) {
            case "22", "23", "54" -> true; // data, constraints, limits
            default -> false;
        };
    }

    /** The server gave the statement up, and said so: it is known that nothing of it was stored. */
    static boolean isUndone(SQLException e) {
        return switch (code(e)) {
            case TOO_LONG, LOCK_NOT_AVAILABLE, CANNOT_SERIALIZE, DEADLOCK -> true;
            default -> false;
        };
    }

    /** A statement took longer than it may, and was given up. */
    static boolean isTooLong(StoreUnavailableException e) {
        return e.getCause() instanceof SQLException cause && code(cause).equals(TOO_LONG);
    }

    /** The connection is of no use any more. */
    static boolean isLostConnection(SQLException e) {
        return kind(e).equals("08") || code(e).startsWith("57P");
    }

    /** It is connected to a server that only reads, as after a failover; another connection may find the new primary. */
    static boolean isReadOnly(SQLException e) {
        return code(e).equals(READS_ONLY);
    }

    private static String kind(SQLException e) {
        String code = code(e);
        return code.length() < CLASS ? code : code.substring(0, CLASS);
    }

    static String code(SQLException e) {
        String code = e.getSQLState();
        return code == null ? "" : code;
    }
}
