package dev.baton.core;

import dev.baton.Step;
import dev.baton.Verdict;

/** Steps of scenarios: what they do is said by the {@link Service} of their name. */
final class Steps {

    static Step<String, String> plain(String name) {
        return Step.named(name, String.class, String.class).does(in -> in);
    }

    static Step<String, String> compensatable(String name) {
        return plain(name).compensatedBy(undo -> {});
    }

    /** A step without an undo whose service can be asked; for pivots. */
    static Step<String, String> asked(String name) {
        return plain(name).probedBy((in, context) -> Verdict.notSeen());
    }

    static Step<String, String> probed(String name) {
        return compensatable(name).probedBy((in, context) -> Verdict.notSeen());
    }

    /** Counts one further. */
    static Step<Integer, Integer> number(String name) {
        return Step.named(name, Integer.class, Integer.class).does(in -> in);
    }

    /** User code that throws. */
    static <T> T thrown(T any) {
        throw new Evaluator.UserCodeException();
    }

    private Steps() {}
}
