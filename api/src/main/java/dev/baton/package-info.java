/**
 * What users write and call. Depends on nothing. Start reading at {@link dev.baton.Saga} and {@link dev.baton.Step} (what is
 * declared) and {@link dev.baton.BatonClient} (what runs it).
 */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
