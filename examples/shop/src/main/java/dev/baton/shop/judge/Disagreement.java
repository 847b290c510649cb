package dev.baton.shop.judge;

import dev.baton.shop.contract.Service;

/**
 * One thing that does not fit.
 *
 * @param order the business order, or the execution's id where no ledger tells the order
 * @param step the step's name, or what the key tells of it
 * @param effect the effect in words, {@code charged}
 * @param sentence what does not fit, naming all of this
 */
public record Disagreement(Kind kind, String order, String step, Service service, String effect, String sentence) {
    /** What does not fit. */
    public enum Kind {
        /** An effect of an execution that Baton does not know. */
        EXECUTION_UNKNOWN,
        /** An effect under a key that Baton does not list. */
        STEP_UNKNOWN,
        /** Two effects under one key, or two that stand for one execution, at a service that knows keys. */
        EFFECT_TWICE,
        /** One effect undone twice. */
        UNDONE_TWICE,
        /** An undo without an effect before it. */
        UNDONE_BEFORE_EFFECT,
        /** An effect that stands, without a completed execution or an open incident. */
        LEFT_STANDING,
        /** Baton says done, and the ledger says undone. */
        DONE_BUT_UNDONE,
        /** Baton says done, and the ledger has no effect. */
        DONE_WITHOUT_EFFECT,
        /** Baton says compensated, and the effect stands. */
        COMPENSATED_BUT_STANDING,
        /** Baton says compensated, and no undo ever succeeded. */
        COMPENSATED_WITHOUT_UNDO,
        /** Baton says certainly no effect, and the ledger has one. */
        NONE_WITH_EFFECT,
        /** The execution ended, and Baton still does not know whether a step had an effect. */
        OUTCOME_LEFT_OPEN,
        /** An order that is complete lacks something. */
        INCOMPLETE,
        /** Something was undone while a later effect still stood. */
        OUT_OF_ORDER,
        /** A mail went out again although the outcome of the call before was known. */
        REPEATED_WITHOUT_CAUSE
    }
}
