/**
 * One run of the demo: five services and an engine as processes, orders sent through them, crashes on demand, and the
 * comparison at the end.
 *
 * <p>Start reading at {@link dev.baton.shop.demo.DemoRun}. {@code Starter} sends the orders, {@code Crasher} kills the engine,
 * {@code Watch} looks until all is at rest, {@code Screen} shows it, {@link dev.baton.shop.demo.Report} says how it went.
 * Depends on every other package of the shop but {@code dev.baton.shop} itself.
 */
@NullMarked
package dev.baton.shop.demo;

import org.jspecify.annotations.NullMarked;
