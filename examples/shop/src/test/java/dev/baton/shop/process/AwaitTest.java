package dev.baton.shop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Test
    void looksAgainUntilItHoldsAndSaysHowOftenItDidNot() throws Exception {
        var looks = new ArrayDeque<>(List.of(false, false, true));
        assertThat(Await.until(BOUND, "the third look", looks::remove)).isEqualTo(2);
        assertThat(looks).isEmpty();
    }

    @Test
    void whatCannotBeAskedIsNotThereYet() throws Exception {
        var looks = new ArrayDeque<>(List.of("gone", "there"));
        assertThat(Await.until(BOUND, "the second look", () -> {
                    if (looks.remove().equals("gone")) {
                        throw new ConnectException("nobody listens");
                    }
                    return true;
                }))
                .isEqualTo(1);
    }

    @Test
    void whatDoesNotComeInTimeIsNamedWithTheLastFailure() throws Exception {
        assertThatThrownBy(() -> Await.until(Duration.ZERO, "a miracle", () -> false))
                .isInstanceOf(IOException.class)
                .hasMessage("Waited 0 s in vain for a miracle.");
        assertThatThrownBy(() -> Await.until(Duration.ZERO, "an answer", () -> {
                    throw new ConnectException("nobody listens");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("Waited 0 s in vain for an answer: nobody listens")
                .hasCauseInstanceOf(ConnectException.class);
        assertThat(Await.within(Duration.ZERO, () -> false)).isFalse();
        assertThat(Await.within(Duration.ZERO, () -> true)).isTrue();
    }

    @Test
    void everyOtherFailureEndsTheWaiting() {
        assertThatThrownBy(() -> Await.until(BOUND, "a row", () -> {
                    throw new SQLException("no such table");
                }))
                .isInstanceOf(SQLException.class);
    }
}
