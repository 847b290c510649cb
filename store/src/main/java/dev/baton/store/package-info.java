/**
 * The storage contract: what a partition needs from a store, and not more.
 *
 * <p>Start reading at {@link dev.baton.store.Store}. Depends on {@code api} and {@code core}.
 */
@NullMarked
package dev.baton.store;

import org.jspecify.annotations.NullMarked;
