package dev.baton.core;

/** Why an execution is compensated, or failed. */
public enum Cause {
    FAILURE,
    CANCEL,
    DEADLINE,
    OPERATOR,
    PARENT
}
