package dev.baton;

import java.time.Duration;
import java.util.Optional;

/**
 * A saga as data: what can run, without user code. Any node can decide an execution of it; user code is needed only to
 * do a task or to evaluate a mapping.
 *
 * @param name its identity, together with the version
 * @param version from 1; 0 until it is registered, which assigns the next number unless the author chose one
 * @param deadline how long an execution may take before it is compensated
 * @param compensatableFor how long after completion an execution may still be compensated; zero: not at all
 * @param inputSchema a JSON Schema of the input, checked before an execution starts
 */
public record Definition(
        String name,
        int version,
        Scope root,
        Optional<Duration> deadline,
        Duration compensatableFor,
        Optional<String> inputSchema) {

    /** The same definition under another version. */
    public Definition withVersion(int version) {
        return new Definition(name, version, root, deadline, compensatableFor, inputSchema);
    }
}
