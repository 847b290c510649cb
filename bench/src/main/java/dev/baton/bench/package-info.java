/**
 * Measures the engine on this machine, and prints JSON.
 *
 * <p>Start reading at {@link dev.baton.bench.Bench}. Depends on everything.
 */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
