package dev.baton.core;

import dev.baton.core.Effect.LookAhead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers the questions of the decider, one after the other: each may read what those before it gave. */
interface Answerer {
    String TURN = ".turn";

    /**
     * Answers one.
     *
     * @param pending what nodes gave that the decider does not know yet, by their names
     */
    Evaluated answer(Question question, Map<String, Payload> pending);

    default List<Evaluated> answers(List<Question> questions) {
        return answers(questions, Map.of());
    }

    /** Answers ahead, given what the pending node gave. */
    default List<Ahead> ahead(List<LookAhead> asked, String node, Payload output) {
        return asked.stream()
                .map(ahead -> new Ahead(ahead.node(), answers(ahead.questions(), Map.of(node, output))))
                .toList();
    }

    private List<Evaluated> answers(List<Question> questions, Map<String, Payload> given) {
        var pending = new HashMap<>(given);
        var answers = new ArrayList<Evaluated>();
        for (Question question : questions) {
            Evaluated answer = answer(question, pending);
            answers.add(answer);
            if (question.place().endsWith(TURN) && answer instanceof Evaluated.Value(Payload value)) {
                pending.put(nodeOf(question.place()), value);
            }
        }
        return answers;
    }

    /** The node that a place belongs to. */
    static String nodeOf(String place) {
        return place.substring(0, place.lastIndexOf('.'));
    }
}
