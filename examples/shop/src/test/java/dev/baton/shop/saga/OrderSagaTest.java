package dev.baton.shop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.core.Registration;
import dev.baton.shop.contract.Service;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderSagaTest {
    static final ShopAddresses SHOP = new ShopAddresses(Arrays.stream(Service.values())
            .collect(Collectors.toMap(
                    Function.identity(), service -> URI.create("http://" + service.label() + ":9000"))));

    private static final Definition SAGA = OrderSaga.at(SHOP).definition();

    private static Stream<Node.Task> tasks() {
        return SAGA.root().nodes().stream()
                .flatMap(node -> node instanceof Node.Parallel parallel
                        ? parallel.branches().stream().flatMap(branch -> branch.nodes().stream())
                        : Stream.of(node))
                .map(Node.Task.class::cast);
    }

    @Test
    void isAccepted() {
        assertThat(OrderSaga.at(SHOP).problems()).isEmpty();
        Registration.Result result = new Registration(List.of()).add(List.of(SAGA));
        assertThat(result).isInstanceOf(Registration.Accepted.class);
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void undoesEveryStepBeforeTheParcelLeaves() {
        Map<String, Role> roles = tasks().collect(Collectors.toMap(Node.Task::name, Node.Task::role));
        assertThat(roles)
                .containsOnly(
                        Map.entry("create-order", Role.COMPENSATABLE),
                        Map.entry("reserve-stock", Role.COMPENSATABLE),
                        Map.entry("check-fraud", Role.READ_ONLY),
                        Map.entry("charge", Role.COMPENSATABLE),
                        Map.entry("ship", Role.PIVOT),
                        Map.entry("mail", roles.get("mail")));
        assertThat(roles.get("mail")).isIn(Role.PLAIN, Role.RETRIABLE); // after a pivot both mean the same
    }

    @Test
    void outlastsAServiceThatIsAwayForAMinute() {
        assertThat(tasks())
                .allSatisfy(
                        task -> assertThat(shortestPauses(task.rules().retry())).isGreaterThan(Duration.ofSeconds(65)));
        assertThat(tasks().flatMap(task -> task.undo().stream()))
                .hasSize(3)
                .allSatisfy(undo -> assertThat(shortestPauses(undo.retry())).isGreaterThan(Duration.ofSeconds(65)));
    }

    /** Jitter takes up to a quarter off each pause. */
    private static Duration shortestPauses(Retry retry) {
        double millis = 0;
        double pause = (double) retry.first().toMillis();
        for (int attempt = 2; attempt <= retry.attemptsMax(); attempt++) {
            millis += Math.min(pause, (double) retry.pauseMax().toMillis()) * 0.75;
            pause *= retry.factor();
        }
        return Duration.ofMillis((long) millis);
    }

    @Test
    void waitsForStrayCallsOnlyWhereNothingFencesThem() {
        assertThat(tasks().filter(task -> !task.rules().settle().isZero()).map(Node.Task::name))
                .containsExactly("reserve-stock");
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        assertThat(ShopAddresses.parse(SHOP.toString())).isEqualTo(SHOP);
        assertThatThrownBy(() -> ShopAddresses.parse("order=http://127.0.0.1:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Give all five");
    }
}
