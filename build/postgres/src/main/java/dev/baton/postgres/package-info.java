/**
 * A PostgreSQL server of one's own, from binaries that Maven brings; it needs no installation and runs as root, too.
 *
 * <p>Start reading at {@link dev.baton.postgres.PostgresServer}. Used by tests, the bench and the demo; uses nothing of
 * ours.
 */
@NullMarked
package dev.baton.postgres;

import org.jspecify.annotations.NullMarked;
