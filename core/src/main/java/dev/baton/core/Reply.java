package dev.baton.core;

/** What the asker of a command is told. A refusal is a value, and changes nothing. */
public sealed interface Reply {
    record Accepted() implements Reply {}

    /** Refused: {@code code} is the one of docs/errors.md, {@code message} says what was found and what to do next. */
    record Refused(String code, String message) implements Reply {}
}
