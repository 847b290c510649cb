/**
 * What the shop's services and their callers share: the {@link dev.baton.shop.contract.Service services}, their {@link
 * dev.baton.shop.contract.Operation operations} with routes, the {@link dev.baton.shop.contract.EffectKind effects}, and the
 * JSON records that travel.
 *
 * <p>Start reading at {@link dev.baton.shop.contract.Operation}. Depends on nothing.
 */
@NullMarked
package dev.baton.shop.contract;

import org.jspecify.annotations.NullMarked;
