/** Measures the engine. */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
