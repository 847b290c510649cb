/**
 * SQLite behind the storage contract: one file, one process, one connection that writes.
 *
 * <p>Start reading at {@link dev.baton.jdbc.JdbcStore}; {@link dev.baton.jdbc.SqliteOptions} says what an acknowledged
 * commit survives. Depends on {@code api}, {@code core} and {@code store}.
 */
@NullMarked
package dev.baton.jdbc;

import org.jspecify.annotations.NullMarked;
