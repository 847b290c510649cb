package dev.baton.core;

/** What registration asks of a saga (saga-semantics §7): one constant for each check, with the code of its refusal. */
public enum Rule {
    COMPENSATABLE_AFTER_PIVOT("BATON-201", "no compensatable step after the pivot"),
    FAIL_AFTER_PIVOT("BATON-202", "no failing on purpose after the pivot"),
    RETRIABLE_BEFORE_PIVOT("BATON-203", "no retriable step before the pivot"),
    ONE_PIVOT("BATON-204", "one pivot on a path"),
    PIVOT_IN_LOOP("BATON-205", "no pivot in a loop or for-each"),
    PIVOT_BESIDE_COMPENSATABLE("BATON-206", "no pivot in a branch beside compensatable steps"),
    CHILD_PAST_ITS_PIVOT("BATON-207", "a child that may pass a pivot has an undo of its own before the pivot"),
    COMPENSATABLE_AFTER_COMPLETION("BATON-208", "no pivot where a completed saga can be compensated"),
    UNDO_WITHOUT_OUTPUT("BATON-209", "an undo knows what to do without the output"),
    ROLE("BATON-210", "every step before the pivot has a role"),
    ROLE_AND_UNDO("BATON-211", "role and compensation agree"),
    TIME_LIMIT("BATON-212", "every attempt has a time limit"),
    OWN_CHILD("BATON-213", "no saga is its own child"),
    UNREACHABLE("BATON-214", "every step can be reached"),
    NAME_COLLISION("BATON-215", "names differ"),
    NAME("BATON-216", "names have 1 to 80 lower-case letters, digits and hyphens"),
    REFERENCE("BATON-217", "what is named exists in the same scope"),
    CHILD_UNKNOWN("BATON-218", "a child's definition is registered"),
    READ("BATON-219", "what is read has run by then, on every path"),
    READ_OUTSIDE("BATON-220", "items and states stay in their body"),
    READ_NOTHING("BATON-221", "what is read gives something"),
    CHOSEN("BATON-222", "each path gives its own result"),
    BOUND("BATON-223", "numbers are within their bounds"),
    DURATION("BATON-224", "times are within their bounds"),
    SIZE("BATON-225", "a definition is within its bounds"),
    VERSION("BATON-226", "a version keeps its structure"),
    IDLE_CYCLE("BATON-227", "a cycle has a task, a wait or a receive"),
    QUEUE("BATON-228", "only handlers are taken from a queue");

    private final String code;
    private final String title;

    Rule(String code, String title) {
        this.code = code;
        this.title = title;
    }

    /** The code at the end of its sentences, as in docs/errors.md. */
    public String code() {
        return code;
    }

    /** The rule in a few words. */
    public String title() {
        return title;
    }
}
