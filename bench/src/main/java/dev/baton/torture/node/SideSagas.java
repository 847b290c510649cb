package dev.baton.torture.node;

import dev.baton.Delivery;
import dev.baton.Done;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import java.time.Duration;
import java.util.List;

/** What runs beside the orders: sagas that wait for signals, and sagas that wait for the time to pass. */
public final class SideSagas {
    /** A talk's messages; each is to be heard once, and in the order of their acknowledgement. */
    public static final Signal<Words> SAY = Signal.named("say", Words.class);

    /** How many messages a talk waits for. */
    public static final int MESSAGES = 3;

    /** How long a nap takes: a timer that is stored, and one that may live in memory. */
    public static final Duration LONG_NAP = Duration.ofSeconds(6);

    /** The second part of a nap. */
    public static final Duration SHORT_NAP = Duration.ofMillis(1_500);

    private static final Step<Words, Moment> LIE_DOWN = Step.named("lie-down", Words.class, Moment.class)
            .does(who -> Moment.now())
            .compensatedBy(nothing -> {});
    private static final Step<Words, Moment> TURN = Step.named("turn", Words.class, Moment.class)
            .does(who -> Moment.now())
            .compensatedBy(nothing -> {});
    private static final Step<Words, Moment> WAKE = Step.named("wake", Words.class, Moment.class)
            .does(who -> Moment.now())
            .compensatedBy(nothing -> {});
    private static final Step<Words, Done> STRETCH =
            Step.named("stretch", Words.class).does(who -> {}).compensatedBy(nothing -> {});

    /** Waits for three messages. */
    static final Saga<Words, Heard> TALK = Saga.named("talk", Words.class, Heard.class)
            .define((saga, topic) -> {
                var first = saga.named("first").receive(SAY);
                var second = saga.named("second").receive(SAY);
                var third = saga.named("third").receive(SAY);
                return first.with(second, third, (a, b, c) -> new Heard(List.of(a.text(), b.text(), c.text())));
            });

    private SideSagas() {}

    /** A text. */
    public record Words(String text) {}

    /** What a talk heard, in this order. */
    public record Heard(List<String> texts) {
        public Heard {
            texts = List.copyOf(texts);
        }
    }

    /** When something happened, by the machine's clock, which nobody shifts. */
    public record Moment(long millis) {
        static Moment now() {
            return new Moment(System.currentTimeMillis());
        }
    }

    /** How a nap went. */
    public record Nap(long layDown, long turned, long woke) {}

    /** A message, which is heard once however often it is sent. */
    static Delivery<Words> word(int number, String text) {
        return SAY.carrying(new Words(text)).withId("word-" + number);
    }

    /** Waits twice. The newer version has a step more, which nodes without it do not know. */
    static Saga<Words, Nap> nap(boolean newer) {
        return Saga.named("nap", Words.class, Nap.class).define((saga, who) -> {
            var down = saga.step(LIE_DOWN, who);
            saga.named("deep-sleep").waitFor(LONG_NAP);
            var turned = saga.step(TURN, who);
            saga.named("light-sleep").waitFor(SHORT_NAP);
            if (newer) {
                saga.step(STRETCH, who);
            }
            var woke = saga.step(WAKE, who);
            return down.with(turned, woke, (a, b, c) -> new Nap(a.millis(), b.millis(), c.millis()));
        });
    }
}
