/** The decisions of the engine, without any I/O. */
@NullMarked
package dev.baton.core;

import org.jspecify.annotations.NullMarked;
