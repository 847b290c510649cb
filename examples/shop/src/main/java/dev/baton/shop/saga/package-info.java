/**
 * The saga of the shop: what it means to place an order.
 *
 * <p>Start reading at {@link dev.baton.shop.saga.OrderSaga}. Depends on {@code contract} and on Baton's api.
 */
@NullMarked
package dev.baton.shop.saga;

import org.jspecify.annotations.NullMarked;
