package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids begin idempotency keys, so they are what every header can carry. */
class ExecutionIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "order 42", "заказ-1", "bestellung-ä", "line\nbreak", "order/42"})
    void refusesWhatAHeaderCannotCarry(String value) {
        assertThatThrownBy(() -> ExecutionId.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("visible ASCII")
                .hasMessageContaining("[BATON-106]");
    }

    @Test
    void has200CharactersAtMost() {
        assertThat(ExecutionId.of("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> ExecutionId.of("x".repeat(201))).hasMessageContaining("(201 characters)");
        assertThat(ExecutionId.of("order-42:a|b~!").value()).isEqualTo("order-42:a|b~!");
    }
}
