/**
 * Compares what the services wrote down with what Baton says, effect by effect. Pure: both sides are given as data.
 *
 * <p>Start reading at {@link dev.baton.shop.judge.Judge}. Depends on {@code contract}, {@code fault} and {@code ledger}, and on
 * nothing of Baton.
 */
@NullMarked
package dev.baton.shop.judge;

import org.jspecify.annotations.NullMarked;
