package dev.baton.engine;

import dev.baton.Failure;
import dev.baton.StepRefusedException;
import dev.baton.StepUnavailableException;
import dev.baton.core.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Says in the words of the saga what went wrong in user code and on the wire. */
final class Failures {
    private Failures() {}

    /** What an exception of a handler says about the effect. */
    static Outcome outcome(Throwable thrown) {
        return switch (thrown) {
            case StepRefusedException refused -> Outcome.REFUSED;
            case StepUnavailableException unavailable -> Outcome.UNAVAILABLE;
            default -> Outcome.UNKNOWN;
        };
    }

    static Failure mapping(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        List<String> kinds = new ArrayList<>(failure.kinds());
        kinds.add(Failure.MAPPING);
        return new Failure(failure.error(), kinds, failure.message());
    }
}
