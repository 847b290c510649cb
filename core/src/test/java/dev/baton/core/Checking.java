package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Definition;
import dev.baton.Saga;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of registration share. */
final class Checking {
    private Checking() {}

    static Registration.Result register(Definition... definitions) {
        return new Registration(List.of()).add(List.of(definitions));
    }

    static List<Problem> problems(Registration.Result result) {
        assertThat(result).isInstanceOf(Registration.Refused.class);
        return ((Registration.Refused) result).problems();
    }

    static List<Definition> accepted(Registration.Result result) {
        if (result instanceof Registration.Refused refused) {
            throw new AssertionError("Refused: " + String.join("\n", texts(refused.problems())));
        }
        return ((Registration.Accepted) result).definitions();
    }

    static List<Problem> problems(Saga<?, ?>... sagas) {
        return problems(register(definitions(sagas)));
    }

    static Definition[] definitions(Saga<?, ?>... sagas) {
        return Stream.of(sagas).map(Saga::definition).toArray(Definition[]::new);
    }

    static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::text).toList();
    }

    /** Refused for this alone, with a sentence that has these words. */
    static void assertRefused(Registration.Result result, String step, Rule rule, String words) {
        List<Problem> problems = problems(result);
        assertThat(problems).as(texts(problems).toString()).hasSize(1);
        Problem problem = problems.getFirst();
        assertThat(problem.step()).as(problem.text()).isEqualTo(step);
        assertThat(problem.rule()).as(problem.text()).isEqualTo(rule);
        assertThat(problem.text())
                .contains(words)
                .contains("'" + problem.saga() + "'")
                .contains(step)
                .endsWith("[" + rule.code() + "]");
    }

    static void assertRefused(Saga<?, ?> saga, String step, Rule rule, String words) {
        assertRefused(register(saga.definition()), step, rule, words);
    }

    static void assertAccepted(Saga<?, ?>... sagas) {
        for (Saga<?, ?> saga : sagas) {
            assertThat(saga.problems()).isEmpty();
        }
        accepted(register(definitions(sagas)));
    }
}
