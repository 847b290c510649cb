package dev.baton;

import java.io.Serial;

/** A command does not fit where the execution stands, such as a cancel past the pivot. Nothing was changed. */
public final class ExecutionRefusedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;

    private ExecutionRefusedException(ExecutionId id, String code, String sentence) {
        super(code, sentence);
        this.id = id.value();
    }

    /**
     * A refusal.
     *
     * @param asked in the past tense, such as "cancelled"
     * @param code such as "BATON-110"
     * @param reason what was found and what to do next, as sentences
     */
    public ExecutionRefusedException(ExecutionId id, String asked, String code, String reason) {
        this(id, code, "Execution '" + id + "' was not " + asked + ": " + reason);
    }

    /**
     * A refusal whose sentence is written already.
     *
     * @param code such as "BATON-110"
     * @param sentence what was asked, what was found and what to do next
     */
    public static ExecutionRefusedException of(ExecutionId id, String code, String sentence) {
        return new ExecutionRefusedException(id, code, sentence);
    }

    /** The execution that was meant. */
    public ExecutionId id() {
        return new ExecutionId(id);
    }
}
