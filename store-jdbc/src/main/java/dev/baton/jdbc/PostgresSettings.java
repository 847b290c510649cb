package dev.baton.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a connection: what the server does for it, and how long it lets it wait. */
record PostgresSettings(Map<String, String> values) {
    /** Plans that suit a thousand rows as well as one, made once, without a look at statistics. */
    private static final Map<String, String> INDEXES_ONLY = Map.of(
            "enable_seqscan", "off",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "enable_bitmapscan", "off",
            "enable_material", "off",
            "jit", "off");

    private static final String ISOLATION = "default_transaction_isolation";
    private static final String READ_ONLY = "default_transaction_read_only";

    PostgresSettings {
        values = Map.copyOf(values);
    }

    /** For what changes and loads executions. Whatever hangs is cut off before a lease of the usual 5 seconds ends. */
    static PostgresSettings hot(String searchPath) {
        var values = writing(searchPath);
        values.put("plan_cache_mode", "force_generic_plan");
        values.put("synchronous_commit", "on");
        values.put("statement_timeout", "4s");
        values.put("lock_timeout", "3s"); // sooner, since it says why
        values.put("idle_in_transaction_session_timeout", "3s");
        return new PostgresSettings(values);
    }

    /** For leases: a row that is locked for long is as good as one that another has. */
    static PostgresSettings leases(String searchPath) {
        var values = new LinkedHashMap<>(hot(searchPath).values);
        values.put("lock_timeout", "1s");
        values.put("statement_timeout", "2s");
        return new PostgresSettings(values);
    }

    /** For lists and histories: they change nothing, and a long one would keep the server from tidying up. */
    static PostgresSettings console(String searchPath) {
        var values = common(searchPath);
        values.put("join_collapse_limit", "1"); // tables are joined in the order in which they are written
        values.put("plan_cache_mode", "force_custom_plan");
        values.put(READ_ONLY, "on");
        values.put("statement_timeout", "10s");
        values.put("idle_in_transaction_session_timeout", "30s");
        return new PostgresSettings(values);
    }

    /** For hints: losing one costs nothing, so nothing waits for the disk. */
    static PostgresSettings hints(String searchPath) {
        var values = writing(searchPath);
        values.put("synchronous_commit", "off");
        values.put("statement_timeout", "5s");
        return new PostgresSettings(values);
    }

    /** For making the schema: what a user or a database has by default must not change what its transactions do. */
    static PostgresSettings migrations() {
        return new PostgresSettings(Map.of(ISOLATION, "read committed", READ_ONLY, "off"));
    }

    private static Map<String, String> writing(String searchPath) {
        var values = common(searchPath);
        values.put(READ_ONLY, "off");
        return values;
    }

    private static Map<String, String> common(String searchPath) {
        var values = new LinkedHashMap<>(INDEXES_ONLY);
        values.put("search_path", searchPath);
        values.put(ISOLATION, "read committed"); // a fence that waited has to see what it waited for
        values.put("tcp_user_timeout", "3s");
        values.put("application_name", "baton");
        return values;
    }

    /** The schema, and after it what the connection itself has made: a temporary table does not hide one of ours. */
    static String searchPath(String schema) {
        return '"' + schema + "\", pg_temp";
    }

    /** Whether a connection with these settings is of use only if it can write. */
    boolean areForWriting() {
        return "off".equals(values.get(READ_ONLY));
    }

    /** Sets them; answers what was set before. */
    PostgresSettings apply(Connection connection) throws SQLException {
        var before = new LinkedHashMap<String, String>();
        String all = String.join(
                ", ",
                values.keySet().stream()
                        .map(name -> "current_setting(?), set_config(?, ?, false)")
                        .toList());
        try (PreparedStatement set = connection.prepareStatement("SELECT " + all)) {
            int at = 1;
            for (Map.Entry<String, String> one : values.entrySet()) {
                set.setString(at++, one.getKey());
                set.setString(at++, one.getKey());
                set.setString(at++, one.getValue());
            }
            try (ResultSet row = set.executeQuery()) {
                row.next();
                int column = 1;
                for (String name : values.keySet()) {
                    before.put(name, row.getString(column));
                    column += 2;
                }
            }
        }
        return new PostgresSettings(before);
    }
}
