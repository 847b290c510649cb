package dev.baton.core;

import dev.baton.ExecutionId;

/** The execution that started this one as a child, and the entry of its compensation log that stands for it. */
public record Parent(ExecutionId execution, int entry) {}
