package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Failure;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static Stream<Class<?>> kinds() {
        return RandomRecords.kinds(Event.class).stream();
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(1, 2, 3), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyEventComesBackAsItWas(Class<? extends Event> kind) {
        for (long seed = 0; seed < 50; seed++) {
            List<Event> events = List.of(new RandomRecords(seed).record(kind));
            assertThat(EventCodec.decode(EventCodec.encode(events)))
                    .as("seed " + seed)
                    .isEqualTo(events);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void chunksOfManyEventsComeBackAsTheyWere(long seed) {
        List<Event> events = chunk(seed, 200);
        byte[] bytes = EventCodec.encode(events);
        assertThat(EventCodec.decode(bytes)).isEqualTo(events);
        assertThat(RecordCodec.count(bytes)).isEqualTo(200);
        assertThat(EventCodec.encode(EventCodec.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void aPayloadThatEventsShareIsStoredOnce() {
        Payload order = Payload.ofJson("{\"order\":\"" + "x".repeat(1_000) + "\"}");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(new Event.ValueKept(NOON, i, "charge", Payload.ofJson(order.json())));
        }
        byte[] bytes = EventCodec.encode(events);
        assertThat(bytes).hasSizeLessThan(1_000 + 100 * 20);
        List<Event> decoded = EventCodec.decode(bytes);
        assertThat(decoded).isEqualTo(events);
        assertThat(((Event.ValueKept) decoded.get(99)).value()).isSameAs(((Event.ValueKept) decoded.get(0)).value());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aChunkThatWasCutOffIsAnError(long seed) {
        byte[] bytes = EventCodec.encode(chunk(seed, 20));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EventCodec.decode(cut)).isInstanceOf(UnreadableRecordException.class);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aChunkWithAWrongBitIsAnError(long seed) {
        byte[] bytes = EventCodec.encode(chunk(seed, 20));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] garbled = bytes.clone();
            garbled[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> EventCodec.decode(garbled)).isInstanceOf(UnreadableRecordException.class);
        }
    }

    /** Past the checksum: whatever stands there, the reader neither hangs nor takes memory nor throws anything else. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nonsenseWithARightChecksumIsReadOrRefused(long seed) {
        var random = new Random(seed);
        byte[] good = EventCodec.encode(chunk(seed, 20));
        var form = new Forms(EventCodec.numbers()).of(Event.class);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] garbled = good.clone();
            int changes = 1 + random.nextInt(8);
            for (int j = 0; j < changes; j++) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                form.read(new ByteReader(garbled, 2 + random.nextInt(garbled.length - 2), garbled.length));
            } catch (UnreadableRecordException | ArithmeticException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aNewerFormatIsRefusedAsSuch() {
        byte[] bytes = EventCodec.encode(List.of(new Event.ExecutionCompensated(NOON)));
        bytes[0] = 9;
        assertThatThrownBy(() -> EventCodec.decode(bytes))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("written by a newer Baton: its format is 9")
                .hasMessageContaining("[BATON-520]");
    }

    public sealed interface Shape {}

    public record Circle(int radius) implements Shape {}

    public record Ball(int radius, Optional<String> colour, List<Shape> holes, String name) implements Shape {}

    public record Cone(int height) implements Shape {}

    public sealed interface OldShape {}

    public record OldBall(int radius) implements OldShape {}

    private static StoredNumbers shapes() {
        return new StoredNumbers().record(1, Circle.class).record(2, Ball.class).record(3, Cone.class);
    }

    @Test
    void whatWasAddedSinceIsEmpty() {
        var before = new RecordCodec<>(OldShape.class, new StoredNumbers().record(2, OldBall.class));
        var now = new RecordCodec<>(
                Shape.class,
                new StoredNumbers()
                        .record(1, Circle.class)
                        .record(2, Ball.class)
                        .record(3, Cone.class));
        assertThat(now.decode(before.encode(List.of(new OldBall(-7)))))
                .isEqualTo(List.of(new Ball(-7, Optional.empty(), List.of(), "")));
        byte[] newer = now.encode(List.of(new Ball(1, Optional.of("red"), List.of(new Circle(2)), "ball")));
        assertThatThrownBy(() -> before.decode(newer))
                .hasMessageContaining("OldBall has 4 components, and here only 1");
        assertThatThrownBy(() -> before.decode(now.encode(List.of(new Cone(1)))))
                .hasMessageContaining("no kind of OldShape has the number 3");
    }

    @Test
    void everythingThatIsStoredHasANumber() {
        assertThatThrownBy(() -> new RecordCodec<>(Shape.class, new StoredNumbers().record(1, Circle.class)))
                .hasMessageContaining("Ball")
                .hasMessageContaining("has no stored number");
        assertThatThrownBy(() -> new RecordCodec<>(
                        Shape.class,
                        new StoredNumbers()
                                .record(1, Circle.class)
                                .record(1, Ball.class)
                                .record(2, Cone.class)))
                .hasMessageContaining("have one stored number");
    }

    @Test
    void nestingHasABound() {
        var codec = new RecordCodec<>(
                Shape.class,
                new StoredNumbers()
                        .record(1, Circle.class)
                        .record(2, Ball.class)
                        .record(3, Cone.class));
        Shape shape = new Circle(1);
        for (int i = 0; i < 1_000; i++) {
            shape = new Ball(1, Optional.empty(), List.of(shape), "");
        }
        List<Shape> deep = List.of(shape);
        assertThatThrownBy(() -> codec.encode(deep)).hasMessageContaining("nested more than 256 deep");
        var nonsense = new byte[100_000]; // a ball with four components whose hole is a ball whose hole is …
        for (int i = 0; i + 5 <= nonsense.length; i += 5) {
            System.arraycopy(new byte[] {2, 4, 0, 0, 1}, 0, nonsense, i, 5);
        }
        var form = new Forms(shapes()).of(Shape.class);
        assertThatThrownBy(() -> form.read(new ByteReader(nonsense, 0, nonsense.length)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("nested more than 256 deep");
    }

    private static List<Event> chunk(long seed, int size) {
        var records = new RandomRecords(seed);
        List<Class<?>> kinds = RandomRecords.kinds(Event.class);
        var random = new Random(seed);
        var events = new ArrayList<Event>();
        events.add(new Event.ExecutionFailed(NOON, dev.baton.core.Cause.FAILURE, Failure.of("e", "m")));
        while (events.size() < size) {
            events.add((Event) records.record(kinds.get(random.nextInt(kinds.size()))));
        }
        return events;
    }
}
