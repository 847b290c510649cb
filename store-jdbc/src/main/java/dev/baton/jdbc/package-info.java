/** SQLite behind the storage contract. */
@NullMarked
package dev.baton.jdbc;

import org.jspecify.annotations.NullMarked;
