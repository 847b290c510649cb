/**
 * The engine of the shop as a program: Baton on SQLite with the saga, and a small HTTP desk on the loopback interface, so that
 * the demo can kill it and start it again.
 *
 * <p>Start reading at {@link dev.baton.shop.engine.ShopEngine}, the program. {@link dev.baton.shop.engine.EngineProcess}
 * starts it, {@link dev.baton.shop.engine.EngineCaller} talks to it. {@code ClaimReader} turns what Baton's client says into
 * what the judge reads. Depends on {@code contract}, {@code saga}, {@code judge} and {@code process}, and on Baton.
 */
@NullMarked
package dev.baton.shop.engine;

import org.jspecify.annotations.NullMarked;
