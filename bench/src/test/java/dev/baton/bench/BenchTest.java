package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BatonClient;
import dev.baton.ExecutionId;
import dev.baton.OverloadedException;
import dev.baton.engine.Baton;
import dev.baton.testkit.InMemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private static final Duration MOMENT = Duration.ofMillis(300);

    private static Baton engine(Workload workload, LongAdder undos) {
        return Baton.builder()
                .store(new InMemoryStore(InstantSource.system()))
                .register(workload.saga(undos))
                .start();
    }

    @ParameterizedTest
    @EnumSource
    void printsOneLineWithTheKeysInTheirOrder(Workload workload) {
        var out = new ByteArrayOutputStream();
        int code = Bench.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                ("--store memory --workload " + workload + " --in-flight 3 --seconds 1 --runs 1 --alone-seconds 1")
                        .split(" ", -1));
        assertThat(code).isZero();
        String json = out.toString(StandardCharsets.UTF_8).strip();
        assertThat(Pattern.compile("\"(\\w+)\":").matcher(json).results().map(key -> key.group(1)))
                .containsExactly(
                        "workload",
                        "store",
                        "in_flight",
                        "sagas_per_s",
                        "all_sagas_per_s",
                        "loaded_p99_ms",
                        "alone_p50_ms",
                        "alone_p99_ms",
                        "cpu_us_per_saga",
                        "store_cpu_us_per_saga",
                        "bytes_per_saga",
                        "flushes_per_saga",
                        "durability",
                        "java",
                        "refused");
        assertThat(json).startsWith("{\"workload\":\"" + workload + "\",\"store\":\"memory\",\"in_flight\":3,");
        assertThat(json).contains("\"flushes_per_saga\":0.0000").doesNotContain("\"sagas_per_s\":0,");
    }

    @ParameterizedTest
    @EnumSource
    void anEndThatTheWorkloadDoesNotHaveEndsTheLoad(Workload other) {
        Workload expected = other == Workload.W1 ? Workload.W2 : Workload.W1;
        var undos = new LongAdder();
        try (Baton baton = engine(other, undos)) {
            var load = new Load(baton.client(), expected, other.saga(undos), undos, "other-");
            assertThatThrownBy(() -> load.run(2, MOMENT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("A saga of " + expected + " failed.");
        }
    }

    @Test
    void anUndoThatDidNotRunEndsTheLoad() {
        try (Baton baton = engine(Workload.W2, new LongAdder())) {
            var load = new Load(baton.client(), Workload.W2, Workload.W2.saga(new LongAdder()), new LongAdder(), "u-");
            assertThatThrownBy(() -> load.run(1, MOMENT)).hasMessageEndingWith("and 2 each were expected.");
        }
    }

    @Test
    void aRefusedStartIsMadeAgainAndCounted() throws InterruptedException {
        var undos = new LongAdder();
        try (Baton baton = engine(Workload.W1, undos)) {
            var starts = new AtomicInteger();
            BatonClient client = refusing(baton.client(), starts);
            var load = new Load(client, Workload.W1, Workload.W1.saga(undos), undos, "refused-");
            Load.Measured measured = load.run(4, MOMENT);
            assertThat(measured.refused()).isEqualTo(4);
            assertThat(measured.sagas()).isPositive().isEqualTo(starts.get() - measured.refused());
        }
    }

    /** Refuses the first four starts. */
    private static BatonClient refusing(BatonClient client, AtomicInteger starts) {
        return (BatonClient) Proxy.newProxyInstance(
                BatonClient.class.getClassLoader(), new Class<?>[] {BatonClient.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start") && starts.incrementAndGet() <= 4) {
                        throw new OverloadedException(
                                (ExecutionId) arguments[1], "4 starts wait", 4, Duration.ofMillis(1));
                    }
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
