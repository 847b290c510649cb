/** What users write and call. */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
