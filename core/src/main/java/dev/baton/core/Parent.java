package dev.baton.core;

import dev.baton.ExecutionId;

/**
 * The execution that started this one as a child, and the entry of its compensation log that it belongs to.
 *
 * @param undo the attempt to undo the entry that this execution is; 0: it is what the step does
 */
public record Parent(ExecutionId execution, int entry, int undo) {}
