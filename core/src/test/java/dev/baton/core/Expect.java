package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import java.time.Duration;

/** What scenarios expect in the end, whether something crashed or not. */
final class Expect {

    static void status(World world, ExecutionStatus status) {
        assertThat(world.state().status()).isEqualTo(status);
        assertThat(world.incidentKinds()).isEmpty();
    }

    static void completed(World world) {
        status(world, ExecutionStatus.COMPLETED);
    }

    /** Went back because of this, and nothing is left of it. */
    static void compensated(World world, Cause cause) {
        status(world, ExecutionStatus.COMPENSATED);
        assertThat(world.state().standing().cause()).contains(cause);
        assertThat(world.services().effects().filter(effect -> !effect.undone)).isEmpty();
    }

    /** Its effect never was, or is undone. */
    static void gone(World world, String step) {
        assertThat(world.entry(step)).isIn(EntryState.NONE, EntryState.COMPENSATED);
        assertThat(world.standing(step)).isZero();
    }

    static void incident(World world, IncidentKind kind) {
        assertThat(world.incidentKinds()).containsExactly(kind);
    }

    static Duration sinceStart(World world) {
        return Duration.between(World.START, world.now());
    }

    private Expect() {}
}
