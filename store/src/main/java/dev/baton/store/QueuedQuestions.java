package dev.baton.store;

import dev.baton.core.Effect;
import dev.baton.core.Question;
import java.util.List;

/** Questions to user code that the owner of an execution does not have. Whoever answers them changes nothing by it. */
public record QueuedQuestions(int frame, int serial, List<Question> questions, List<Effect.LookAhead> ahead)
        implements QueuedWork {
    public QueuedQuestions {
        questions = List.copyOf(questions);
        ahead = List.copyOf(ahead);
    }

    /** What is to be stored of questions that wait on a queue. */
    public static QueuedQuestions of(Effect.Evaluate evaluate) {
        return new QueuedQuestions(evaluate.frame(), evaluate.serial(), evaluate.questions(), evaluate.ahead());
    }

    /** The effect that it was. */
    public Effect.Evaluate evaluate() {
        return new Effect.Evaluate(frame, serial, questions, ahead);
    }
}
