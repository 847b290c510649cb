package dev.baton.core;

import dev.baton.Bindings;
import dev.baton.Done;
import dev.baton.Failure;
import dev.baton.Items;
import dev.baton.core.Question.Term;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers the questions of the decider by the user code of a saga, as an engine does. */
final class Evaluator implements Answerer {
    private final Bindings bindings;

    Evaluator(Bindings bindings) {
        this.bindings = bindings;
    }

    @Override
    public Evaluated answer(Question question, Map<String, Payload> pending) {
        try {
            Object value = evaluate(question.term(), pending);
            return switch (question.form()) {
                case VALUE -> new Evaluated.Value(Json.of(value));
                case CONDITION -> new Evaluated.Holds((Boolean) value);
                case INSTANT -> new Evaluated.Moment((Instant) value);
                case ITEMS ->
                    new Evaluated.Items(((List<?>) value).stream().map(Json::of).toList());
                case TEXT -> new Evaluated.Text((String) value);
            };
        } catch (UserCodeException e) {
            return new Evaluated.Threw(Failure.of(Failure.MAPPING, question.place() + " threw"));
        }
    }

    private Object evaluate(Term term, Map<String, Payload> pending) {
        return switch (term) {
            case Term.Data(String origin, Payload payload) -> Json.read(payload);
            case Term.Pending(String origin) -> Json.read(there(origin, pending.get(origin)));
            case Term.Computed(String code, List<Term> arguments) -> {
                Function<List<Object>, Object> function =
                        there(code, bindings.code().get(code));
                yield function.apply(arguments.stream()
                        .map(argument -> evaluate(argument, pending))
                        .toList());
            }
            case Term.Items(List<Term> results, Map<Integer, Failure> failures) ->
                new Items<>(
                        results.stream()
                                .map(result -> evaluate(result, pending))
                                .toList(),
                        failures.entrySet().stream()
                                .map(failed -> new Items.Failed(failed.getKey(), failed.getValue()))
                                .toList());
            case Term.Caught(Failure failure) -> failure;
            case Term.Nothing nothing -> Done.DONE;
        };
    }

    private static <T> T there(String name, @Nullable T found) {
        if (found == null) {
            throw new AssertionError("The decider asked for '" + name + "', which is not there.");
        }
        return found;
    }

    /** What scenarios throw in mappings and conditions. */
    static final class UserCodeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
