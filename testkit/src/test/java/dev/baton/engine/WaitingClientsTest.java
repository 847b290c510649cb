package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BatonClosedException;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.InMemoryStore.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for an answer gets one, and a true one: also while the store is down and while the engine closes. */
@Timeout(60)
class WaitingClientsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final ExecutionId ONE = ExecutionId.of("one");
    private static final ExecutionId TWO = ExecutionId.of("two");

    private final InMemoryStore store = new InMemoryStore(EngineClock.system());
    private final Saga<Integer, Integer> adds = Saga.named("adds", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(
                    Step.named("one", Integer.class, Integer.class)
                            .does(in -> in + 1)
                            .readOnly(),
                    number));

    @Test
    void anExecutionThatHasEndedGivesItsResultToOneThatOnlyLooks() {
        try (var baton = baton(Limits.defaults())) {
            ExecutionHandle<Integer> execution = baton.client().start(adds, ONE, 1);
            assertThat(execution.result(SOON)).isEqualTo(2);
            for (int i = 0; i < 100; i++) {
                assertThat(execution.result(Duration.ZERO)).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsAskedWhileTheStoreIsDownEndsWithItsSentence() {
        try (var baton = baton(Limits.defaults())) {
            Post post = post(baton, SHORT);
            store.down(true);
            assertThatThrownBy(() -> post.start(ONE, start(), 0))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("start of execution 'one' was not answered in time");
            assertThatThrownBy(() -> post.look(ONE, hot -> "seen"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("look at execution 'one' was not answered in time");
            var handle = new Handle<>(
                    TWO,
                    Integer.class,
                    post,
                    new Contracts(new JacksonMapper(), Limits.defaults().payloadBytesMax()),
                    new Histories(store));
            assertThatThrownBy(() -> handle.result(SHORT)).isInstanceOf(StoreUnavailableException.class);
            store.down(false);
            baton.client().start(adds, TWO, 1);
            assertThat(handle.result(SOON)).isEqualTo(2);
        }
    }

    @Test
    void aStartThatWasNotTakenUpIsTakenBack() {
        var over = new CountDownLatch(1);
        try (var baton = baton(Limits.defaults())) {
            Post post = post(baton, SHORT);
            var looking = new CountDownLatch(1);
            var look = new Message.Look<>(
                    ONE,
                    hot -> {
                        looking.countDown();
                        await(over);
                        return "seen";
                    },
                    new CompletableFuture<>());
            ((RunningBaton) baton).partition(0).inbox.add(look);
            await(looking);
            assertThatThrownBy(() -> post.start(ONE, start(), 0)).hasMessageContaining("nothing of it is stored");
            over.countDown();
            assertThat(look.answer()).succeedsWithin(SOON);
            assertThat(store.locate(List.of(ONE))).isEmpty();
        } finally {
            over.countDown();
        }
    }

    @Test
    void aStartThatWasTakenUpMayBeStoredLater() {
        var over = new CountDownLatch(1);
        try (var baton = baton(Limits.defaults())) {
            store.onCommit(batch -> {
                await(over);
                return Fault.NONE;
            });
            String seen = post(baton, SOON).look(ONE, hot -> "seen");
            assertThat(seen).isEqualTo("seen");
            assertThatThrownBy(() -> post(baton, Duration.ofSeconds(1)).start(ONE, start(), 0))
                    .hasMessageContaining("it may be stored already, or be stored later");
            over.countDown();
            assertThat(baton.client().execution(adds, ONE).result(SOON)).isEqualTo(2);
        } finally {
            over.countDown();
        }
    }

    @Test
    void whatIsOnItsWayIntoTheStoreWhenTheEngineClosesIsAnswered() throws Exception {
        assertThat(startedWhileClosing(Fault.NONE)).succeedsWithin(SOON);
        assertThat(store.locate(List.of(ONE))).containsKey(ONE);
    }

    @Test
    void whatMayBeStoredWhenTheEngineClosesIsNotSaidToBeLost() throws Exception {
        assertThat(startedWhileClosing(Fault.ANSWER_LOST))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(StoreUnavailableException.class)
                .withMessageContaining("may or may not be stored");
    }

    /** A start whose commit goes on until the partition's thread has ended. */
    private CompletableFuture<Void> startedWhileClosing(Fault fault) throws InterruptedException {
        var committing = new CountDownLatch(1);
        var closing = new CountDownLatch(1);
        Baton baton = baton(Limits.defaults().closing(Duration.ZERO));
        store.onCommit(batch -> {
            committing.countDown();
            await(closing);
            return fault;
        });
        var started = CompletableFuture.runAsync(
                () -> baton.client().start(adds, ONE, 1),
                task -> Thread.ofPlatform().daemon(true).start(task));
        await(committing);
        Thread closer = Thread.ofPlatform().daemon(true).start(baton::close);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("baton-loop-0")) {
                assertThat(thread.join(SOON)).isTrue();
            }
        }
        closing.countDown();
        assertThat(closer.join(SOON)).isTrue();
        return started;
    }

    @Test
    void whatComesWhenTheEngineHasJustClosedIsRefused() {
        var post = new Post[1];
        var inbox = new Inbox(10, () -> post[0].close());
        post[0] = new Post(List.of(inbox), () -> 0, Limits.defaults(), new Replies(EngineClock.system(), SHORT));
        assertThatThrownBy(() -> post[0].look(ONE, hot -> "seen")).isInstanceOf(BatonClosedException.class);
        assertThat(inbox.size()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Baton baton(Limits limits) {
        return Baton.builder().store(store).register(adds).limits(limits).start();
    }

    private static Post post(Baton baton, Duration patience) {
        Inbox inbox = ((RunningBaton) baton).partition(0).inbox;
        return new Post(List.of(inbox), () -> 0, Limits.defaults(), new Replies(EngineClock.system(), patience));
    }

    private static Command.StartExecution start() {
        return new Command.StartExecution(
                "adds", 1, "run", Payload.ofJson("1"), Optional.empty(), Map.of(), Optional.empty(), List.of());
    }
}
