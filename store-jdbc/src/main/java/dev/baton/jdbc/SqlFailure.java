package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import dev.baton.store.BatchRefusedException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in a sentence what SQLite said in a code. */
final class SqlFailure {
    private static final int PRIMARY_CODE = 0xff;

    private SqlFailure() {}

    static RuntimeException of(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_FULL ->
                unavailable(
                        "The disk of the store is full, and nothing was stored. Free some space; it then goes on"
                                + " by itself.",
                        e);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                unavailable(
                        "The file of the store is damaged (" + e.getMessage()
                                + "). Stop the engine and bring back a copy.",
                        e);
            case SQLITE_INTERRUPT ->
                unavailable("The question took too long and was given up. Ask for less at a time.", e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                unavailable("Another program holds a lock on the file of the store. Let it finish.", e);
            case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE ->
                new BatchRefusedException("The database refused the data: " + e.getMessage()
                        + ". Nothing of the batch was stored; leave out what it refuses. [BATON-509]");
            default -> unavailable("The store answered: " + e.getMessage() + ".", e);
        };
    }

    static boolean isRefusal(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> true;
            default -> false;
        };
    }

    static boolean isDamage(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        };
    }

    private static StoreUnavailableException unavailable(String sentence, SQLException e) {
        return new StoreUnavailableException(sentence, e);
    }

    /** The extended codes say more than matters here. */
    private static SQLiteErrorCode primary(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
        return SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE);
    }
}
