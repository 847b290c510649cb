package dev.baton.core;

import java.util.List;

/**
 * Answers to all questions of one node, given before the execution got there: the runner of a task
 * evaluates what follows it in the same call.
 *
 * @param node the node; the name of a scope's owner followed by {@code "/end"} for what its end needs
 */
public record Ahead(String node, List<Evaluated> answers) {
    public Ahead {
        answers = List.copyOf(answers);
    }
}
