package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.StoreUnavailableException;
import dev.baton.postgres.PostgresServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That TLS is asked for in the URL, and that a server which cannot show its certificate is not talked to. */
class PostgresTlsTest {
    private static final char[] SECRET = "not-secret".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aServerIsTrustedByItsCertificateAndName() throws Exception {
        try (PostgresServer server = PostgresServer.durable(folder, Map.of("shared_buffers", "16MB"))) {
            Path right = certificate(server, "server", "ip:127.0.0.1");
            String url = server.url() + "&sslmode=verify-full&sslrootcert=";
            await(server);
            try (JdbcStore store = JdbcStore.postgres(url + right, PostgresOptions.defaults())) {
                assertThat(store.claim(0, "ann", Duration.ofSeconds(5))).isPresent();
                assertThat(plainConnections(server)).isZero();
            }
            Path other = certificate(server, "other", "dns:elsewhere.example");
            await(server); // now the server shows the other one, which is not for its address
            for (Path root : new Path[] {right, other}) {
                assertThatThrownBy(() -> JdbcStore.postgres(url + root, PostgresOptions.defaults()))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("[BATON-500]");
            }
        }
    }

    /** The settings are read a moment after they were changed. */
    private static void await(PostgresServer server) throws Exception {
        server.execute("SELECT pg_reload_conf()");
        server.execute("SELECT pg_sleep(0.5)");
    }

    private static int plainConnections(PostgresServer server) throws Exception {
        try (var connection = DriverManager.getConnection(server.url());
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                                + " WHERE a.application_name = 'baton' AND NOT s.ssl")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Makes a certificate for a name, and gives it to the server. */
    private Path certificate(PostgresServer server, String file, String name) throws Exception {
        Path store = folder.resolve(file + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "RSA",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(SECRET))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return show(server, file, store);
    }

    private Path show(PostgresServer server, String file, Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET);
        }
        Path certificate = folder.resolve(file + ".crt");
        Path key = folder.resolve(file + ".key");
        Files.writeString(
                certificate,
                pem(
                        "CERTIFICATE",
                        Objects.requireNonNull(keys.getCertificate("it")).getEncoded()));
        Files.writeString(
                key,
                pem(
                        "PRIVATE KEY",
                        Objects.requireNonNull(keys.getKey("it", SECRET)).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        server.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
        server.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
        server.execute("ALTER SYSTEM SET ssl = on");
        return certificate;
    }

    private static String pem(String kind, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
