package dev.baton.shop.judge;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;

/**
 * What Baton says of one visit to a step.
 *
 * @param step its name
 * @param operation what it asks a service for, a forward call or one that reads
 * @param key the visit's key
 * @param branch the path of the parallel branch it is in, as {@code /ways/1}; empty outside of all. Undos of two visits
 *     have an order only if one path begins with the other
 */
public record StepClaim(String step, Operation operation, String key, State state, String branch) {
    /** The state of an entry of the compensation log. */
    public enum State {
        /** Scheduled, or its outcome is unknown. */
        MAYBE,
        /** The effect is certain. */
        DONE,
        /** Certainly no effect. */
        NONE,
        /** Undone. */
        COMPENSATED,
        /** Left as it is by a person, with a reason. */
        SKIPPED
    }

    /** A visit outside of parallel branches. */
    public static StepClaim of(String step, Operation operation, String key, State state) {
        return new StepClaim(step, operation, key, state, "");
    }

    /** The same within a branch. */
    public StepClaim in(String path) {
        return new StepClaim(step, operation, key, state, path);
    }

    /** What it changes, in words. */
    String effect() {
        return operation.effect().map(EffectKind::words).orElse("nothing, it reads");
    }

    boolean ordered(StepClaim other) {
        return within(branch, other.branch) || within(other.branch, branch);
    }

    private static boolean within(String path, String outer) {
        return outer.isEmpty() || path.equals(outer) || path.startsWith(outer + "/");
    }
}
