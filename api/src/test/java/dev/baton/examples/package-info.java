/** Sagas as users write them. What they record is asserted; the engine runs such sagas in its own tests. */
@NullMarked
package dev.baton.examples;

import org.jspecify.annotations.NullMarked;
