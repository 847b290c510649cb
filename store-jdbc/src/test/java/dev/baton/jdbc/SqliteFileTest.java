package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.StoreRefusedException;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.testkit.BatchDraft;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the file: opened twice, made by another version or program, damaged, without room on the disk. */
class SqliteFileTest {
    private static final Duration TTL = Duration.ofHours(1);
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("store.db");
    }

    private SqliteFile file() {
        return new SqliteFile(path, SqliteOptions.Durability.POWER_LOSS);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void start(JdbcStore store, int from, int to) {
        Lease lease = store.claim(0, "ann", TTL).orElseThrow();
        var draft = new BatchDraft(lease, NOW);
        for (int i = from; i < to; i++) {
            draft.start(Keys.at(NOW + i), "order-" + i, 1);
        }
        store.commit(draft.batch());
    }

    @Test
    void whatWasStoredIsThereWhenItIsOpenedAgain() {
        try (var store = JdbcStore.sqlite(path)) {
            start(store, 0, 10);
        }
        try (var store = JdbcStore.sqlite(path)) {
            assertThat(store.load(Keys.at(NOW + 9))).isPresent();
            assertThat(store.claim(0, "ben", TTL))
                    .as("the lease ended with its owner")
                    .isPresent();
        }
    }

    @Test
    void aSecondStoreOfTheSameProcessIsRefused() {
        try (var store = JdbcStore.sqlite(path)) {
            assertThatThrownBy(() -> JdbcStore.sqlite(path))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("[BATON-501]");
            start(store, 0, 1);
        }
        JdbcStore.sqlite(path).close();
    }

    @Test
    void aLinkToTheFileIsTheSameFile() throws IOException {
        JdbcStore.sqlite(path).close();
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), path);
        try (var store = JdbcStore.sqlite(path)) {
            assertThatThrownBy(() -> JdbcStore.sqlite(link)).isInstanceOf(StoreRefusedException.class);
            assertThat(store.partitions()).isEqualTo(1);
        }
    }

    @Test
    void aLinkMadeBeforeTheFileIsTheSameFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), path);
        try (var store = JdbcStore.sqlite(link)) {
            assertThatThrownBy(() -> JdbcStore.sqlite(path)).isInstanceOf(StoreRefusedException.class);
            assertThat(store.partitions()).isEqualTo(1);
        }
    }

    @Test
    void anotherProcessIsRefusedAlsoAfterThisOneRefusedItself() throws Exception {
        try (var store = JdbcStore.sqlite(path)) {
            assertThatThrownBy(() -> JdbcStore.sqlite(path)).isInstanceOf(StoreRefusedException.class);
            assertThat(openElsewhere()).contains("[BATON-501]");
            start(store, 0, 1);
        }
        assertThat(openElsewhere()).isEqualTo("opened");
    }

    /** What a process of its own says that opens the store. */
    private String openElsewhere() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenerProcess.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("the other process ended")
                .isTrue();
        return said;
    }

    @Test
    void aFileOfANewerReleaseIsRefusedAndUntouched() throws SQLException {
        JdbcStore.sqlite(path).close();
        execute("PRAGMA user_version = 99");
        assertThatThrownBy(() -> JdbcStore.sqlite(path))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining(
                        "its schema has number 99, and this release knows those up to " + SqliteSql.MIGRATIONS.size())
                .hasMessageContaining("[BATON-502]");
        execute("PRAGMA user_version = " + SqliteSql.MIGRATIONS.size());
        JdbcStore.sqlite(path).close();
    }

    @Test
    void anotherProgramsFileIsRefused() throws Exception {
        execute("CREATE TABLE songs (name TEXT)");
        assertThatThrownBy(() -> JdbcStore.sqlite(path))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("SQLite file of another program")
                .hasMessageContaining("[BATON-503]");
        Files.writeString(path, "This is no database, and yet it is longer than the header of one. ".repeat(100));
        assertThatThrownBy(() -> JdbcStore.sqlite(path))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("no SQLite file");
    }

    @Test
    void anOlderFileIsBroughtUpToDate() throws SQLException {
        try (Session session = file().writer()) {
            assertThat(new Migrations("store", List.of("V901__test_old.sql")).run(session))
                    .isEqualTo(1);
            session.commit();
            var both = new Migrations("store", List.of("V901__test_old.sql", "V902__test_new.sql"));
            assertThat(both.run(session)).isEqualTo(1);
            session.update("INSERT INTO old (key, name) VALUES (1, 'x')");
            session.commit();
            assertThat(both.run(session)).isZero();
            assertThatThrownBy(() -> new Migrations("store", List.of("V901__test_old.sql")).run(session))
                    .isInstanceOf(StoreRefusedException.class);
        }
    }

    @Test
    void aMigrationThatFailsLeavesTheFileAsItWas() throws SQLException {
        try (Session session = file().writer()) {
            new Migrations("store", List.of("V901__test_old.sql")).run(session);
            session.commit();
            var bad = new Migrations("store", List.of("V901__test_old.sql", "V903__test_bad.sql"));
            assertThatThrownBy(() -> bad.run(session)).isInstanceOf(SQLException.class);
            session.rollback();
            assertThat(session.list("SELECT name FROM sqlite_schema WHERE name = 'half'", row -> row.getString(1)))
                    .isEmpty();
            assertThat(session.one("PRAGMA user_version", row -> row.getInt(1))).contains(1);
        }
    }

    @Test
    void everyMigrationIsInTheList() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/baton/jdbc/sqlite"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(SqliteSql.MIGRATIONS);
        }
    }

    @Test
    void aFullDiskIsSaidAndGoneWhenThereIsRoom() throws SQLException {
        JdbcStore.sqlite(path).close();
        var writer = new Writer(file());
        writer.transaction(session -> session.one("PRAGMA max_page_count = 40", row -> row.getInt(1)));
        byte[] much = new byte[1 << 20];
        assertThatThrownBy(() -> writer.transaction(session -> session.update(SqliteSql.FIRST_CHUNK, 1L, 0, 1, much)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("The disk of the store is full, and nothing was stored")
                .hasMessageContaining("[BATON-500]");
        int stored = writer.transaction(
                session -> { // the next connection has room again
                    assertThat(session.one(SqliteSql.CHUNK, row -> true, 1L, 0)).isEmpty();
                    return session.update(SqliteSql.FIRST_CHUNK, 1L, 0, 1, much);
                });
        assertThat(stored).isEqualTo(1);
        writer.close();
    }

    @Test
    void whatFailedHalfwayIsUndoneWhateverFailed() {
        JdbcStore.sqlite(path).close();
        var writer = new Writer(file());
        for (Throwable failure : List.of(new IllegalStateException("a bug"), new StackOverflowError("an error"))) {
            assertThatThrownBy(() -> writer.transaction(session -> {
                        session.update(SqliteSql.FIRST_CHUNK, 1L, 0, 1, new byte[1]);
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }))
                    .isSameAs(failure);
            boolean there = writer.transaction(
                    session -> session.one(SqliteSql.CHUNK, row -> true, 1L, 0).isPresent());
            assertThat(there).isFalse();
        }
        writer.close();
    }

    @Test
    void aDamagedFileIsSaid() throws IOException {
        try (var store = JdbcStore.sqlite(path)) {
            start(store, 0, 1_000);
        }
        try (var bytes = new RandomAccessFile(path.toFile(), "rw")) {
            // The schema is on the pages before; a file without it would not be opened.
            for (long page = 40; page * 4096 < bytes.length(); page++) {
                bytes.seek(page * 4096);
                bytes.write(new byte[64]);
            }
        }
        try (var store = JdbcStore.sqlite(path)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            store.load(Keys.at(NOW + i));
                        }
                    })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("The file of the store is damaged");
        }
    }

    @Test
    void aQuestionThatTakesTooLongIsGivenUp() {
        JdbcStore.sqlite(path).close();
        try (var readers = new Readers(file(), 1, Duration.ofMillis(20))) {
            String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
            assertThatThrownBy(() -> readers.read(session -> session.one(endless, row -> row.getLong(1))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("took too long and was given up");
            Optional<Integer> next = readers.read(session -> session.one("SELECT 1", row -> row.getInt(1)));
            assertThat(next).contains(1);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        var store = JdbcStore.sqlite(path);
        store.close();
        assertThatThrownBy(() -> store.load(1))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("The store is closed.");
        assertThatThrownBy(() -> store.claim(0, "ann", TTL)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void theDurabilityIsWhatWasAskedFor() throws SQLException {
        for (var durability : SqliteOptions.Durability.values()) {
            try (Session session = new SqliteFile(path, durability).writer()) {
                int synchronous =
                        session.one("PRAGMA synchronous", row -> row.getInt(1)).orElseThrow();
                assertThat(synchronous).isEqualTo(durability == SqliteOptions.Durability.POWER_LOSS ? 2 : 1);
                assertThat(session.one("PRAGMA journal_mode", row -> row.getString(1)))
                        .contains("wal");
            }
        }
    }
}
