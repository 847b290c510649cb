package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.Wakeups;
import dev.baton.testkit.Await;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hints come, are few, survive the loss of a connection, and never fail. */
class PostgresWakeupsTest {
    private final PostgresSchema schema = PostgresSchema.next();
    private final JdbcStore store = schema.open();
    private final JdbcStore other = schema.open();
    private final Wakeups wakeups = store.wakeups().orElseThrow();
    private final String member = UUID.randomUUID().toString();
    private final AtomicInteger hints = new AtomicInteger();

    PostgresWakeupsTest() throws Exception {}

    @AfterEach
    void close() {
        other.close();
        store.close();
    }

    /** Who begins to listen is hinted once; from then on nothing is missed. */
    private Wakeups.Listening listen() throws Exception {
        Wakeups.Listening listening = other.wakeups().orElseThrow().listen(member, hints::incrementAndGet);
        Await.until("it listens", () -> hints.get() == 1);
        return listening;
    }

    @Test
    void aHintReachesTheMemberThatListens() throws Exception {
        var others = new AtomicInteger();
        try (var listening = listen();
                var another = other.wakeups().orElseThrow().listen("another", others::incrementAndGet)) {
            Await.until("the other listens", () -> others.get() == 1);
            wakeups.wake(List.of(member));
            Await.until("the hint", () -> hints.get() == 2);
            assertThat(others).hasValue(1);
            assertThat(List.of(listening, another)).isNotEmpty();
        }
    }

    @Test
    void manyHintsAreFewNotifications() throws Exception {
        try (var listening = listen()) {
            for (int i = 0; i < 20_000; i++) {
                wakeups.wake(List.of(member));
            }
            Await.until("a hint", () -> hints.get() > 1);
            wakeups.wake(List.of(member));
            assertThat(hints).as("of 20,000 %s", listening).hasValueLessThan(2_000);
        }
    }

    @Test
    void aLostConnectionIsMadeAgainAndEverybodyIsHinted() throws Exception {
        try (var listening = listen()) {
            schema.server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%" + member + "%'");
            Await.until("a hint because of the loss", () -> hints.get() >= 2);
            int before = hints.get();
            wakeups.wake(List.of(member));
            Await.until("a hint again", () -> hints.get() > before);
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void aDataSourceThatThrowsAnythingIsAskedAgain() throws Exception {
        var failures = new AtomicInteger();
        var database = ChosenDataSource.of(
                PostgresUrl.dataSource(schema.server.url(), schema.options()),
                () -> failures.getAndDecrement() > 0
                        ? Optional.of(new IllegalStateException("not now"))
                        : Optional.empty());
        try (JdbcStore flaky = JdbcStore.postgres(database, schema.options())) {
            failures.set(2);
            try (var listening = flaky.wakeups().orElseThrow().listen(member, hints::incrementAndGet)) {
                Await.until("it listens", () -> hints.get() == 1);
                failures.set(1);
                flaky.wakeups().orElseThrow().wake(List.of(member));
                Await.until("the hint", () -> hints.get() == 2);
                assertThat(listening).isNotNull();
            }
        }
    }

    @Test
    void nobodyIsHintedWhoListensNoMore() throws Exception {
        listen().close();
        wakeups.wake(List.of(member));
        var later = new AtomicInteger();
        try (var listening = other.wakeups().orElseThrow().listen("later", later::incrementAndGet)) {
            Await.until("it listens", () -> later.get() == 1);
            wakeups.wake(List.of("later"));
            Await.until("a later hint", () -> later.get() == 2);
            assertThat(hints).as("%s", listening).hasValue(1);
        }
    }

    @Test
    void aStoreThatIsClosedTakesHintsAndForgetsThem() {
        store.close();
        wakeups.wake(List.of(member));
        wakeups.wake(List.of("x".repeat(1_000), "quote\" and '"));
    }
}
