package dev.baton.jdbc;

import dev.baton.StoreRefusedException;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The data source of a URL, with time limits where the URL does not say any. */
final class PostgresUrl {
    private static final Map<String, String> DEFAULTS = Map.of(
            "socketTimeout", "10",
            "connectTimeout", "3",
            "loginTimeout", "5",
            "cancelSignalTimeout", "3",
            "tcpKeepAlive", "true");

    private PostgresUrl() {}

    static DataSource dataSource(String url, PostgresOptions options) {
        var source = new PGSimpleDataSource();
        try {
            source.setURL(url);
            for (Map.Entry<String, String> setting : DEFAULTS.entrySet()) {
                if (!url.contains(setting.getKey() + "=")) {
                    source.setProperty(setting.getKey(), setting.getValue());
                }
            }
            if (source.getServerNames().length > 1 && !url.contains("targetServerType=")) {
                source.setTargetServerType(
                        "primary"); // of one host alone a settled connection finds out, and says so better
            }
        } catch (IllegalArgumentException | SQLException e) {
            throw StoreRefusedException.unusable(
                    url.replaceFirst("\\?.*", ""),
                    "it is no URL of a PostgreSQL database, such as jdbc:postgresql://host:5432/database.");
        }
        options.user().ifPresent(source::setUser);
        options.password().ifPresent(source::setPassword);
        return source;
    }
}
