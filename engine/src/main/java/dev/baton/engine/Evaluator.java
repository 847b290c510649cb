package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Done;
import dev.baton.Failure;
import dev.baton.Items;
import dev.baton.PayloadRefusedException;
import dev.baton.core.Ahead;
import dev.baton.core.Effect.LookAhead;
import dev.baton.core.Evaluated;
import dev.baton.core.Payload;
import dev.baton.core.Question;
import dev.baton.core.Question.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has user code answer the questions of nodes. Made for one call, so that data is read once; used by one thread. */
final class Evaluator {
    /** What these places give is read by the questions after them, of the state that is about to be reached. */
    private static final List<String> GIVING = List.of(".turn", ".value");

    private final Bindings bindings;
    private final Contracts contracts;
    private final IdentityHashMap<Payload, Object> read = new IdentityHashMap<>();
    /** Data that is not stored yet, by the node that gave it. */
    private final Map<String, Payload> pending = new HashMap<>();

    Evaluator(Bindings bindings, Contracts contracts) {
        this.bindings = bindings;
        this.contracts = contracts;
    }

    /**
     * Makes data known that is about to be stored.
     *
     * @param origin the node that gave it; empty: the saga's input
     * @param value the same as an object, if it is at hand
     */
    Evaluator with(String origin, Payload payload, @Nullable Object value) {
        pending.put(origin, payload);
        if (value != null) {
            read.put(payload, value);
        }
        return this;
    }

    /** Answers for all nodes that may follow. */
    List<Ahead> ahead(List<LookAhead> nodes) {
        var ahead = new ArrayList<Ahead>(nodes.size());
        for (LookAhead node : nodes) {
            ahead.add(new Ahead(node.node(), answers(node.questions())));
        }
        return ahead;
    }

    /** An answer to each question, in order. */
    List<Evaluated> answers(List<Question> questions) {
        var answers = new ArrayList<Evaluated>(questions.size());
        for (Question question : questions) {
            Evaluated answer = answer(question);
            answers.add(answer);
            if (answer instanceof Evaluated.Value value) {
                given(question.place(), value.value());
            }
        }
        return answers;
    }

    private void given(String place, Payload value) {
        for (String end : GIVING) {
            if (place.endsWith(end)) {
                pending.put(place.substring(0, place.length() - end.length()), value);
            }
        }
    }

    private Evaluated answer(Question question) {
        String what = "value of '" + question.place() + "'";
        try {
            return switch (question.form()) {
                case VALUE -> new Evaluated.Value(payload(what, question.term()));
                case CONDITION -> new Evaluated.Holds(as(Boolean.class, what, value(what, question.term())));
                case INSTANT -> new Evaluated.Moment(as(Instant.class, what, value(what, question.term())));
                case ITEMS -> new Evaluated.Items(items(what, as(List.class, what, value(what, question.term()))));
                case TEXT -> new Evaluated.Text(String.valueOf(value(what, question.term())));
            };
        } catch (PayloadRefusedException e) {
            Failure failure = LocalCalls.contract(e);
            return new Evaluated.Threw(
                    new Failure(failure.error(), List.of(failure.error(), Failure.MAPPING), failure.message()));
        } catch (Throwable e) {
            // Also an Error: whatever user code throws is an answer, or the execution would wait for one for ever.
            return new Evaluated.Threw(Failures.mapping(e));
        }
    }

    private static <T> T as(Class<T> type, String what, Object value) {
        if (!type.isInstance(value)) {
            throw PayloadRefusedException.breaksContract(
                    what, "", value.getClass().getName(), type.getName());
        }
        return type.cast(value);
    }

    private List<Payload> items(String what, List<?> values) {
        var items = new ArrayList<Payload>(values.size());
        for (Object value : values) {
            items.add(new Payload(contracts.encode("item " + items.size() + " of " + what, value, Optional.empty())));
        }
        return items;
    }

    private Payload payload(String what, Term term) {
        return switch (term) {
            case Term.Data data -> data.payload();
            case Term.Pending last -> pending(last);
            case Term.Nothing nothing -> Payload.NOTHING;
            default -> new Payload(contracts.encode(what, value(what, term), Optional.empty()));
        };
    }

    private Object value(String what, Term term) {
        return switch (term) {
            case Term.Data data -> data(data.origin(), data.payload());
            case Term.Pending last -> data(last.origin(), pending(last));
            case Term.Computed computed -> computed(what, computed);
            case Term.Items items -> items(what, items);
            case Term.Caught caught -> caught.failure();
            case Term.Nothing nothing -> Done.DONE;
        };
    }

    private Payload pending(Term.Pending last) {
        Payload payload = pending.get(last.origin());
        if (payload == null) {
            throw new IllegalStateException("The result of '" + last.origin() + "' is not there yet.");
        }
        return payload;
    }

    private Object computed(String what, Term.Computed computed) {
        Function<List<Object>, Object> code = bindings.code().get(computed.code());
        if (code == null) {
            throw new IllegalStateException("There is no code '" + computed.code() + "' for the " + what + " here.");
        }
        var arguments = new ArrayList<Object>(computed.arguments().size());
        for (Term argument : computed.arguments()) {
            arguments.add(value(what, argument));
        }
        @Nullable Object result = code.apply(arguments);
        if (result == null) {
            throw PayloadRefusedException.breaksContract(what, "", "nothing (the code gave null)", "a value");
        }
        return result;
    }

    private Items<Object> items(String what, Term.Items items) {
        var results = new ArrayList<Object>(items.results().size());
        for (Term result : items.results()) {
            results.add(value(what, result));
        }
        var failures = new ArrayList<Items.Failed>();
        new TreeMap<>(items.failures()).forEach((index, failure) -> failures.add(new Items.Failed(index, failure)));
        return new Items<>(results, failures);
    }

    private Object data(String origin, Payload payload) {
        Object known = read.get(payload);
        if (known != null) {
            return known;
        }
        Class<?> type = bindings.types().get(origin);
        if (type == null) {
            throw new IllegalStateException("There is no class for what '" + origin + "' gave.");
        }
        String what = origin.isEmpty() ? "input of the saga" : "result of '" + origin + "'";
        Object value = contracts.decode(what, payload.bytes(), type);
        read.put(payload, value);
        return value;
    }
}
