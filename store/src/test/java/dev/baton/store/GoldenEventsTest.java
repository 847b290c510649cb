package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Event;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Chunks as they were stored once. A line is never changed or removed: databases have such bytes. When an event gets
 * another component, its old line stays (with what the new component then is) and a new line comes at the end.
 */
class GoldenEventsTest {
    private static final String FILE = "golden-events.txt";

    @Test
    void whatWasStoredOnceIsStillRead() throws IOException {
        List<Golden> all = Golden.read(FILE);
        assertThat(all)
                .hasSizeGreaterThanOrEqualTo(RandomRecords.kinds(Event.class).size());
        for (Golden golden : all) {
            assertThat(EventCodec.decode(golden.bytes())).hasToString("[" + golden.text() + "]");
        }
    }

    @Test
    void whatIsStoredNowIsWhatWasStoredLast() throws IOException {
        Set<Class<?>> seen = new HashSet<>();
        for (Golden golden : Golden.read(FILE).reversed()) {
            List<Event> events = EventCodec.decode(golden.bytes());
            if (seen.add(events.get(0).getClass())) {
                assertThat(EventCodec.encode(events))
                        .as(
                                "the format of %s changed; these lines come at the end of %s:%n%s",
                                golden.text(), FILE, line(events.get(0).getClass()))
                        .isEqualTo(golden.bytes());
            }
        }
        assertThat(RandomRecords.kinds(Event.class))
                .allSatisfy(kind -> assertThat(seen)
                        .as("this line comes at the end of %s:%n%s", FILE, line(kind))
                        .contains(kind));
    }

    private static String line(Class<?> kind) {
        Event event = (Event) new RandomRecords(kind.getSimpleName().hashCode()).record(kind);
        return Golden.line(EventCodec.encode(List.of(event)), event);
    }
}
