package dev.baton.core;

import dev.baton.Failure;
import dev.baton.core.Question.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers for the user code of a {@link RandomSaga}: by chance, but the same for the same place, address and seed. */
final class RandomAnswers implements Answerer {
    private static final int TURNS_MAX = 3;

    private final long seed;
    private final List<String> throwing;

    RandomAnswers(long seed, RandomTrouble trouble) {
        this.seed = seed;
        this.throwing = trouble.throwing();
    }

    /** What a step gives: its name and its address, so that a reader knows that it got the right one. */
    static Payload output(String step, Payload input) {
        return Json.of(step + "@" + Json.read(input));
    }

    @Override
    public Evaluated answer(Question question, Map<String, Payload> pending) {
        String place = question.place();
        if (throwing.stream().anyMatch(place::startsWith) || throwing.contains(place)) {
            return new Evaluated.Threw(Failure.of(Failure.MAPPING, place + " threw"));
        }
        String address = address(question.term(), pending);
        String node = Answerer.nodeOf(place);
        return switch (question.form()) {
            case VALUE -> new Evaluated.Value(Json.of(value(place, node, address)));
            case CONDITION ->
                new Evaluated.Holds(
                        place.endsWith(".until")
                                ? turnOf(address) > chance(node, parent(address), TURNS_MAX + 1)
                                : chance(place, address, 2) == 0);
            case INSTANT -> new Evaluated.Moment(Instant.EPOCH);
            case ITEMS -> new Evaluated.Items(items(node, address));
            case TEXT -> new Evaluated.Text("on purpose at " + address);
        };
    }

    private static String value(String place, String node, String address) {
        if (place.endsWith(".initial")) {
            return address + "/" + node + ":0";
        }
        if (place.endsWith(TURN)) {
            return parent(address) + "/" + node + ":" + (turnOf(address) + 1);
        }
        return address;
    }

    private List<Payload> items(String node, String address) {
        var items = new ArrayList<Payload>();
        for (int i = chance(node, address, 5); i > 0; i--) {
            items.add(Json.of(address + "/" + node + ":" + items.size()));
        }
        return items;
    }

    private int chance(String what, String address, int bound) {
        return Math.floorMod((Objects.hash(seed, what, address) * 0x9E3779B9) >>> 7, bound);
    }

    private static String parent(String address) {
        return address.substring(0, address.lastIndexOf('/'));
    }

    private static int turnOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The first argument is the address; a second one is the result of a step at that address. */
    private static String address(Term term, Map<String, Payload> pending) {
        return switch (term) {
            case Term.Data(String origin, Payload payload) -> (String) Json.read(payload);
            case Term.Pending(String origin) -> (String) Json.read(Objects.requireNonNull(pending.get(origin)));
            case Term.Computed(String code, List<Term> arguments) -> {
                String address = address(arguments.getFirst(), pending);
                for (Term more : arguments.subList(1, arguments.size())) {
                    String read = address(more, pending);
                    if (!read.endsWith("@" + address)) {
                        throw new AssertionError(code + " at " + address + " read the result " + read);
                    }
                }
                yield address;
            }
            case Term.Nothing nothing -> "";
            case Term.Items items -> throw new AssertionError("No random saga reads items.");
            case Term.Caught caught -> throw new AssertionError("No random saga reads failures.");
        };
    }
}
