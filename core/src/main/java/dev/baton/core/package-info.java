/**
 * The decisions of the engine, without any I/O.
 *
 * <p>A {@link dev.baton.core.Command} asks for a change, {@link dev.baton.core.Decider} answers with a
 * {@link dev.baton.core.Decision}, and {@link dev.baton.core.ExecutionState#apply} turns events into state. Time arrives
 * as an argument, and effects leave as data.
 *
 * <p>Start reading at {@link dev.baton.core.Decider}. Depends on {@code api} only.
 */
@NullMarked
package dev.baton.core;

import org.jspecify.annotations.NullMarked;
