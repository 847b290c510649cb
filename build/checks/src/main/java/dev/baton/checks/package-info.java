/**
 * The rules that hold for the whole product, as tests: its architecture, its tidiness, its documents.
 *
 * <p>Start reading at {@code ArchitectureTest}. Sees every module; nothing depends on it.
 */
@NullMarked
package dev.baton.checks;

import org.jspecify.annotations.NullMarked;
