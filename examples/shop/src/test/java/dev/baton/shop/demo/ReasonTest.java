package dev.baton.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void isTheAnswerOfTheServiceWithoutWhatDiffersBetweenOrders() {
        assertThat(Reason.of(
                        "baton.refused",
                        "DELETE http://127.0.0.1:35953/charges/order-1%2Fr%2Fcharge%2F1 was answered with 422:"
                                + " {\"problem\":\"The undo of key 'order-1/r/charge/1' is refused. Its effect still"
                                + " stands.\"}"))
                .isEqualTo("answered 422, \"The undo is refused. Its effect still stands.\"");
        assertThat(Reason.of(
                        "baton.refused",
                        "POST http://127.0.0.1:1/fraud-checks was answered with 422: {\"problem\":\"Order 'order-2'"
                                + " looks like fraud.\"}"))
                .isEqualTo("answered 422, \"Order looks like fraud.\"");
    }

    @Test
    void isTheMessageOrElseTheNameOfTheFailure() {
        assertThat(Reason.of("baton.timeout", "It took too long.")).isEqualTo("It took too long.");
        assertThat(Reason.of("baton.timeout", "")).isEqualTo("baton.timeout");
        assertThat(Reason.of("baton.timeout", "x".repeat(200))).hasSize(101);
    }
}
