/** What users write and call. Depends on nothing. */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
