package dev.baton;

/** What a step means for the way back (Garcia-Molina and Salem 1987; the three roles: Richardson, Microservices Patterns). */
public enum Role {
    /** Has a compensation, and stands before the pivot. */
    COMPENSATABLE,
    /** The point of no return: once it succeeded, the saga goes forward only. */
    PIVOT,
    /** After the pivot, without compensation: tried until it succeeds. */
    RETRIABLE,
    /** Has no effect, so there is nothing to undo. */
    READ_ONLY,
    /** Nothing declared: retriable after a pivot, refused before it; without meaning in a definition that is no saga. */
    PLAIN
}
