/**
 * The faults of the shop, drawn from a seed: which call of which order meets what.
 *
 * <p>Start reading at {@link dev.baton.shop.fault.FaultPlan}. Depends on {@code contract}.
 */
@NullMarked
package dev.baton.shop.fault;

import org.jspecify.annotations.NullMarked;
