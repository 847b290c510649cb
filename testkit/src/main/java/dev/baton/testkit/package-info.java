/** Virtual time, a store in memory, and the contract tests of stores. Start reading at {@link TestBaton}. */
@NullMarked
package dev.baton.testkit;

import org.jspecify.annotations.NullMarked;
