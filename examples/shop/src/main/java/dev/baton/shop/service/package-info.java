/**
 * The five services as programs: HTTP in front, SQLite behind, and a ledger of everything.
 *
 * <p>Start reading at {@link dev.baton.shop.service.ShopService}, the program; {@link
 * dev.baton.shop.service.ServiceProcess} starts it as a process of its own. A call goes through {@code FrontDesk} (routes
 * and bounds), {@code Reception} (ledger and faults) and {@code KeyedWork} (the rules of the key) to the business of the
 * service ({@code OrderBook}, {@code Stock}, {@code Till}, {@code Carrier}); {@code Postbox} and {@code FraudDesk} look at no
 * keys. Depends on {@code contract}, {@code fault}, {@code ledger} and {@code process}.
 */
@NullMarked
package dev.baton.shop.service;

import org.jspecify.annotations.NullMarked;
