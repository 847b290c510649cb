package dev.baton;

import java.io.Serial;

/** A command does not fit where the execution stands, such as a cancel past the pivot. Nothing was changed. */
public final class ExecutionRefusedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String reason;

    /**
     * A refusal.
     *
     * @param asked in the past tense, such as "cancelled"
     * @param code such as "BATON-110"
     * @param reason what was found and what to do next, as sentences
     */
    public ExecutionRefusedException(ExecutionId id, String asked, String code, String reason) {
        super(code, "Execution '" + id + "' was not " + asked + ": " + reason);
        this.id = id.value();
        this.reason = reason;
    }

    /** The execution that was meant. */
    public ExecutionId id() {
        return new ExecutionId(id);
    }

    /** What was found and what to do next. */
    public String reason() {
        return reason;
    }
}
