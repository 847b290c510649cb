package dev.baton.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.Account;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claim.Status;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostOrdersTest {
    private static final List<Order> ORDERS = Orders.drawn(7, 3);

    private static Claim claim(int order, Status status, boolean incident) {
        return new Claim(ORDERS.get(order).order(), status, List.of(), incident, Set.of());
    }

    private static List<String> lost(Claim... claims) {
        return LostOrders.among(ORDERS, new Account(List.of(claims), List.of(), List.of()));
    }

    @Test
    void ordersThatEndedOrWaitForAPersonAreNotLost() {
        assertThat(lost(
                        claim(0, Status.COMPLETED, false),
                        claim(1, Status.FAILED, false),
                        claim(2, Status.COMPENSATING, true)))
                .isEmpty();
    }

    @Test
    void anOrderThatBatonDoesNotKnowIsLost() {
        assertThat(lost(claim(0, Status.COMPLETED, false), claim(2, Status.COMPLETED, false)))
                .singleElement()
                .asString()
                .contains("order-0002", "does not know it");
    }

    @Test
    void anOrderThatStandsStillWithoutAnIncidentIsLost() {
        assertThat(lost(
                        claim(0, Status.COMPLETED, false),
                        claim(1, Status.COMPLETED, false),
                        claim(2, Status.RUNNING, false)))
                .singleElement()
                .asString()
                .contains("order-0003", "RUNNING", "no incident");
    }

    @Test
    void theSameSeedGivesTheSameOrders() {
        assertThat(Orders.drawn(7, 3)).isEqualTo(ORDERS).isNotEqualTo(Orders.drawn(8, 3));
    }
}
