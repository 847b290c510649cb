package dev.baton.shop.fault;

import dev.baton.shop.contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which call meets which fault. Pure: the same seed, operation, execution and attempt always meet the same, in every
 * process, so a run can be repeated and five services agree on one story for each order.
 *
 * <p>Thread-safe: it draws each order's story anew.
 */
public final class FaultPlan {
    private final FaultProfile profile;
    private final long seed;

    public FaultPlan(FaultProfile profile, long seed) {
        this.profile = profile;
        this.seed = seed;
    }

    /**
     * The fault that one call meets.
     *
     * @param execution the first segment of the call's key
     * @param attempt counts the calls of this operation for this execution, from 1
     */
    public Fault faultOf(Operation operation, String execution, int attempt) {
        List<Fault> faults = storyOf(execution).getOrDefault(operation, List.of());
        return attempt <= faults.size() ? faults.get(attempt - 1) : Fault.NONE;
    }

    /** What all calls of one execution will meet: for each operation the faults of its first attempts. */
    public Map<Operation, List<Fault>> storyOf(String execution) {
        return switch (profile) {
            case NONE, OUTAGE -> Map.of();
            case SOME -> SomeFaults.draw(randomOf(execution));
            case REFUSALS -> SomeFaults.drawRefusal(randomOf(execution));
            case STORM -> StormFaults.draw(randomOf(execution));
        };
    }

    private SplittableRandom randomOf(String execution) {
        long hash = 0xcbf29ce484222325L; // FNV-1a: the same on every JVM, with 64 bits where String.hashCode has 32
        for (int i = 0; i < execution.length(); i++) {
            hash = (hash ^ execution.charAt(i)) * 0x100000001b3L;
        }
        return new SplittableRandom(hash ^ new SplittableRandom(seed).nextLong());
    }
}
