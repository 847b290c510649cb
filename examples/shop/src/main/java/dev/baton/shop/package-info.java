/**
 * The order process of a shop as five services and a saga.
 *
 * <p>Start reading at {@link dev.baton.shop.saga.OrderSaga}: what it means to place an order, on one screen. {@link
 * dev.baton.shop.engine.ShopEngine} is the program that runs it; {@link dev.baton.shop.Demo} is the command {@code ./baton
 * demo}, which starts all programs, sends orders through them, and has {@link dev.baton.shop.judge.Judge} compare what the
 * services wrote down with what Baton says.
 *
 * <p>The services are programs of their own and know nothing of Baton. What a saga needs to know of them:
 *
 * <table>
 * <caption>Routes; {@link dev.baton.shop.contract.Operation} has them as constants</caption>
 * <tr><th>service</th><th>call</th><th>body and result</th><th>undo</th><th>probe</th></tr>
 * <tr><td>order</td><td>POST /orders</td><td>Order, AcceptedOrder</td><td>DELETE /orders/{key}</td>
 *     <td>GET /orders/{key}</td></tr>
 * <tr><td>inventory</td><td>POST /reservations</td><td>Goods, Reservation</td><td>DELETE /reservations/{key}</td>
 *     <td>GET /reservations/{key}</td></tr>
 * <tr><td>payment</td><td>POST /fraud-checks</td><td>FraudCheck, Risk</td><td>reads only</td><td></td></tr>
 * <tr><td>payment</td><td>POST /charges</td><td>Charge, Payment</td><td>DELETE /charges/{key}</td>
 *     <td>GET /charges/{key}</td></tr>
 * <tr><td>shipping</td><td>POST /shipments</td><td>Shipment, Parcel</td><td>none: the pivot</td>
 *     <td>GET /shipments/{key}</td></tr>
 * <tr><td>mail</td><td>POST /mails</td><td>Mail, SentMail</td><td>none</td><td>none: it knows no keys</td></tr>
 * </table>
 *
 * <p><b>Keys.</b> POST and DELETE carry their own key in {@code Idempotency-Key}; {@code {key}} in an address is the key of
 * the call that it is about, URL-encoded into one segment. Faults and ledgers take the first segment of a key for the
 * execution. The same key again has the same answer.
 *
 * <p><b>Answers.</b> 2xx: done. 422: refused for good, also another payload under a known key. 410 to a POST: its undo or its
 * probe came first, so it has no effect. 409: the same key is in progress. 401 and 429: not looked at. 500, 503 and a broken
 * connection: unknown. An undo answers 200 whether there was an effect or not; inventory answers 404 to the undo of an
 * unknown key, keeps no tombstone, and so needs {@link dev.baton.shop.contract.ShopTimings#settle}. A probe answers 200 with
 * the result (happened), 410 (never: refused, undone, or fenced by this very probe), or 404 (not seen; inventory only).
 * Every other body than a result is {@link dev.baton.shop.contract.Problem}.
 *
 * <p><b>Times.</b> {@link dev.baton.shop.contract.ShopTimings#DEFAULT} has the attempts' timeout that the faults are made for.
 * A call may meet a dozen {@code 503} in a row, or three other faults.
 *
 * <p><b>Running them.</b> {@link dev.baton.shop.service.ShopProcesses#startAll} starts all five as processes and knows their
 * addresses. {@link dev.baton.shop.ledger.Ledger#readAll} reads what they wrote down, best when nothing is {@link
 * dev.baton.shop.ledger.Ledger#underWay under way} any more; {@link dev.baton.shop.judge.Judge#compare} holds it against what
 * Baton says.
 */
@NullMarked
package dev.baton.shop;

import org.jspecify.annotations.NullMarked;
