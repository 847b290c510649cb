/**
 * Hurts a cluster of real processes on a real PostgreSQL, and says whether anything was lost or done twice: {@code ./baton
 * torture}.
 *
 * <p>Start reading at {@link dev.baton.torture.Torture}, the command. {@code TortureRun} is one run: it opens an {@code Arena}
 * with the services, the nodes and the load, lets a {@code TortureCase} do harm, heals, waits for rest, and has {@code
 * Inquest} compare the services' ledgers with what Baton says. There is one class for each case. Depends on {@code
 * dev.baton.torture.node}, the program of a node, and on the shop.
 */
@NullMarked
package dev.baton.torture;

import org.jspecify.annotations.NullMarked;
