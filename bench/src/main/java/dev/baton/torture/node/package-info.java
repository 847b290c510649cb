/**
 * The program of one node of a cluster that is to be tortured: the shop's engine with some sagas more, and with ways to hurt
 * itself that no signal of the operating system offers.
 *
 * <p>Start reading at {@link dev.baton.torture.node.TortureNode}. Depends on the shop and on Baton.
 */
@NullMarked
package dev.baton.torture.node;

import org.jspecify.annotations.NullMarked;
