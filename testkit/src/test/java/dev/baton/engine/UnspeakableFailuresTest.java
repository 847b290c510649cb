package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Ref;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.Verdict;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exceptions of user code whose message cannot be read: what they say about the effect is reported all the same. */
class UnspeakableFailuresTest {
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void ofAHandler() {
        var refuses = Step.named("refuses", String.class)
                .does(in -> {
                    throw new Unspeakable();
                })
                .readOnly();
        Failure failure = end(refuses, ExecutionStatus.FAILED);
        assertThat(failure.kinds()).contains(Failure.REFUSED);
        assertThat(failure.message()).isEqualTo("Unspeakable (its message cannot be read: that threw java.lang.Error)");
    }

    @Test
    void ofACompensation() {
        var step = Step.named("charge", String.class).does(in -> {}).compensatedBy(undo -> {
            if (calls.incrementAndGet() == 1) {
                throw new Unspeakable();
            }
        });
        Saga<String, Done> fails = Saga.named("fails", String.class).define((saga, name) -> {
            saga.step(step, name);
            saga.fail(name);
        });
        end(fails, ExecutionStatus.COMPENSATED);
        assertThat(calls).hasValue(2);
    }

    @Test
    void ofAProbe() {
        var step = Step.named("charge", String.class)
                .does(in -> {
                    throw new IllegalStateException("Nobody knows.");
                })
                .retry(Retry.never())
                .probedBy((in, context) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new Unspeakable();
                    }
                    return Verdict.happened(Done.DONE);
                })
                .compensatedBy(undo -> {});
        end(step, ExecutionStatus.COMPLETED);
        assertThat(calls).hasValue(2);
    }

    /** The mapping is evaluated in the same call as the step before it, whose success counts. */
    @Test
    void ofAMappingThatIsEvaluatedAhead() {
        var first = Step.named("first", String.class, String.class)
                .does(in -> {
                    calls.incrementAndGet();
                    return in;
                })
                .readOnly();
        Saga<String, Done> maps = Saga.named("maps", String.class).define((saga, name) -> {
            Ref<String> never = saga.step(first, name).map(in -> {
                throw new Unspeakable();
            });
            saga.step(Step.named("never", String.class).does(in -> {}).readOnly(), never);
        });
        assertThat(end(maps, ExecutionStatus.FAILED).kinds()).contains(Failure.MAPPING);
        assertThat(calls).hasValue(1);
    }

    @Test
    void ofAMappingThatIsEvaluatedByItself() {
        Saga<String, Done> maps = Saga.named("maps", String.class).define((saga, name) -> {
            saga.waitFor(Duration.ofMinutes(1));
            Ref<String> never = name.map(in -> {
                throw new Unspeakable();
            });
            saga.step(Step.named("never", String.class).does(in -> {}).readOnly(), never);
        });
        assertThat(end(maps, ExecutionStatus.FAILED).kinds()).contains(Failure.MAPPING);
    }

    private Failure end(Step<String, Done> step, ExecutionStatus status) {
        return end(Saga.named("calls", String.class).define((saga, name) -> saga.step(step, name)), status);
    }

    /** Runs an execution to its end, which has to be this one, and says why. */
    private Failure end(Saga<String, Done> saga, ExecutionStatus status) {
        try (var baton =
                Baton.builder().store(store).register(saga).clock(clock).start()) {
            ExecutionHandle<Done> execution =
                    baton.client().start(saga, ExecutionId.of("one"), "a", StartOptions.defaults());
            clock.advance(Duration.ofHours(1));
            assertThat(execution.status()).isEqualTo(status);
            return baton.client().get(execution.id()).failure().orElse(Failure.of("none", "It did not fail."));
        }
    }

    private static final class Unspeakable extends StepRefusedException {
        @Serial
        private static final long serialVersionUID = 1L;

        private Unspeakable() {
            super("never read");
        }

        @Override
        public String getMessage() {
            throw new Error("injected");
        }
    }
}
