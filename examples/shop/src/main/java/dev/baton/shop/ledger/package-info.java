/**
 * What each service wrote down of its own deeds: every call and every effect, in the same transactions as the business
 * rows. This, and not the engine's tables, says what really happened.
 *
 * <p>Start reading at {@link dev.baton.shop.ledger.Ledger}; {@link dev.baton.shop.ledger.LedgerWriter} is the services'
 * side. Depends on {@code contract} and {@code fault}.
 */
@NullMarked
package dev.baton.shop.ledger;

import org.jspecify.annotations.NullMarked;
