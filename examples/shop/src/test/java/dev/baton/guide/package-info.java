/** The programs of the guide, which shows parts of them. */
@NullMarked
package dev.baton.guide;

import org.jspecify.annotations.NullMarked;
