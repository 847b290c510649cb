package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an author's test looks like. */
@ExtendWith(BatonExtension.class)
class BatonExtensionTest {
    private final Saga<String, String> greetsLater = Saga.named("greets-later", String.class, String.class)
            .define((saga, name) -> {
                saga.waitFor(Duration.ofDays(2));
                return saga.step(
                        Step.named("greet", String.class, String.class)
                                .does(who -> "Hello, " + who + "!")
                                .readOnly(),
                        name);
            });

    @Test
    void twoDaysPassAtOnce(TestBaton baton) {
        var greeting = baton.start(greetsLater, ExecutionId.of("greeting"), "Ada");
        var before = baton.now();

        baton.advance(Duration.ofDays(2));

        assertThat(greeting.result()).isEqualTo("Hello, Ada!");
        assertThat(baton.now()).isEqualTo(before.plus(Duration.ofDays(2)));
    }

    @Test
    void eachTestHasAnEngineOfItsOwn(TestBaton baton) {
        baton.start(greetsLater, ExecutionId.of("greeting"), "Grace");
    }
}
