package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file serves one process: whoever opens it while it still has an owner comes after a death. */
class SqliteDeathTest {
    private static final Duration TTL = Duration.ofHours(1);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whoDiesThreeTimesRunningIsCountedWithItsMark() {
        for (int deaths = 0; deaths < 4; deaths++) {
            try (JdbcStore store = open()) {
                Lease lease = store.claim(0, "start-" + deaths, TTL).orElseThrow();
                assertThat(lease.deaths()).isEqualTo(deaths);
                int last = deaths - 1;
                assertThat(lease.suspect())
                        .isEqualTo(
                                deaths == 0
                                        ? Optional.empty()
                                        : Optional.of(new Lease.Suspect(last / 2, 1 + last % 2)));
                assertThat(store.mark(lease, Optional.of(deaths / 2L))).isTrue();
            }
        }
        try (JdbcStore store = open()) {
            assertThat(store.settle(store.claim(0, "well", TTL).orElseThrow())).isTrue();
        }
        try (JdbcStore store = open()) {
            Lease lease = store.claim(0, "last", TTL).orElseThrow();
            assertThat(lease.deaths()).isOne();
            assertThat(lease.suspect()).isEmpty();
        }
    }

    @Test
    void whoGivesItUpOrOnlyOpensItHasNotDied() {
        for (int i = 0; i < 4; i++) {
            try (JdbcStore store = open()) {
                Lease lease = store.claim(0, "start-" + i, TTL).orElseThrow();
                assertThat(lease.deaths()).isZero();
                assertThat(store.release(lease, List.of())).isTrue();
            }
            open().close();
        }
    }

    private JdbcStore open() {
        return JdbcStore.sqlite(folder.resolve("store.db"));
    }
}
