package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Incident;
import dev.baton.core.Command;
import dev.baton.core.Decision;
import dev.baton.core.Effect;
import dev.baton.core.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whatever is thrown in a turn: no message is lost, nothing half-decided stays, and the others go on. */
class FailingTurnsTest extends ThreeExecutions {
    @Test
    void nothingHalfDecidedStaysInMemory() {
        var failed = new boolean[1];
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (isPoisoned(state.id(), command) && !failed[0]) {
                failed[0] = true;
                throw new IllegalStateException("injected, after the state was changed");
            }
            return decision;
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            deliverToAll(baton);
            assertThat(failed[0]).isTrue();
            assertThat(all).allSatisfy(one -> assertThat(one.status()).isEqualTo(ExecutionStatus.COMPLETED));
            assertThat(incidents(baton)).isEmpty();
        }
    }

    @Test
    void stopsTheExecutionWhoseEventsCannotBePacked() {
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (!isPoisoned(state.id(), command)) {
                return decision;
            }
            List<Event> many = new ArrayList<>(decision.events());
            many.add(new Event.IncidentAssigned(now, 99, Optional.empty(), "nobody", "There is no such incident."));
            return new Decision(many, decision.effects(), decision.reply());
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            deliverToAll(baton);
            assertThat(all.get(0).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(all.get(2).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(incidents(baton)).singleElement().satisfies(stopped -> {
                assertThat(stopped.kind()).isEqualTo(Incident.Kind.STOPPED);
                assertThat(stopped.seen().execution()).isEqualTo(ExecutionId.of("poison"));
            });
        }
    }

    @Test
    void oneEffectOrAnswerThatFailsDoesNotStopTheOthers() {
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (!isPoisoned(state.id(), command)) {
                return decision;
            }
            List<Effect> effects = new ArrayList<>(decision.effects());
            effects.addFirst(new Effect.SetTimer(99, Instant.MAX, false));
            return new Decision(decision.events(), effects, decision.reply());
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            var throwing = new CompletableFuture<String>() {
                @Override
                public boolean complete(String value) {
                    throw new IllegalStateException("injected");
                }
            };
            partition(baton).inbox.add(new Message.Look<>(ExecutionId.of("first"), hot -> "seen", throwing));
            deliverToAll(baton);
            assertThat(all).allSatisfy(one -> assertThat(one.status()).isEqualTo(ExecutionStatus.COMPLETED));
        }
    }

    private static boolean isPoisoned(ExecutionId id, Command command) {
        return command instanceof Command.DeliverSignal && id.value().equals("poison");
    }
}
