/**
 * Threads and time. Start reading at {@code Client} (what users call), {@code PartitionLoop} (what decides and stores) and
 * {@code TaskRunner} (what calls handlers and services).
 */
@NullMarked
package dev.baton.engine;

import org.jspecify.annotations.NullMarked;
