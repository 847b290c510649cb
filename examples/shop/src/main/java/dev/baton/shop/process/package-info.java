/**
 * Programs of the shop as processes of their own, that never outlive who started them, and waiting for what they do.
 *
 * <p>Start reading at {@link dev.baton.shop.process.JavaProgram}. Depends on nothing.
 */
@NullMarked
package dev.baton.shop.process;

import org.jspecify.annotations.NullMarked;
