package dev.baton.torture;

import dev.baton.shop.engine.PostgresSchema;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One way to hurt a cluster, and what must hold then beside what must hold always. */
sealed interface TortureCase
        permits ClockCase,
                CutNetworkCase,
                DatabaseRestartCase,
                FullDiskCase,
                KillCase,
                LostAnswerCase,
                PoisonCase,
                SlowCallerCase,
                SoakCase,
                TwoReleasesCase,
                ZombieCase {
    /** All of them, in the order of docs/guide/proof.md. */
    static List<TortureCase> all() {
        return List.of(
                new KillCase(),
                new ZombieCase(),
                new CutNetworkCase(),
                new DatabaseRestartCase(),
                new LostAnswerCase(),
                new FullDiskCase(),
                new ClockCase(),
                new SoakCase(),
                new TwoReleasesCase(),
                new PoisonCase(),
                new SlowCallerCase());
    }

    /** Its number, such as R1. */
    String name();

    /** What is done, in a few words. */
    String harm();

    /** How long it is done, unless somebody says otherwise. */
    default Duration length() {
        return Duration.ofMinutes(2);
    }

    /** What the services refuse. */
    default FaultProfile faults() {
        return FaultProfile.REFUSALS;
    }

    /** Whether the server has to be our own, since it is stopped or starved. */
    default boolean needsOwnServer() {
        return false;
    }

    /** Whether the network is ours, too. */
    default boolean needsWires() {
        return false;
    }

    /** What the server of our own is started with. */
    default Map<String, String> serverSettings() {
        return Map.of();
    }

    /** Prepares the database before the first node finds it. Whatever is returned is closed when the server has ended. */
    default AutoCloseable prepare(PostgresSchema postgres, Setting setting)
            throws IOException, InterruptedException, SQLException {
        return () -> {};
    }

    /** How a node is started, by its number from 0. */
    default NodeOptions options(int node, NodeOptions plain) {
        return plain;
    }

    /** Does harm as long as the arena goes on. What is broken is mended when this returns. */
    void hurt(Arena arena) throws IOException, InterruptedException, SQLException;

    /** What the case found out already, and what it damaged. */
    default Inquest.Archive archive() {
        return Inquest.Archive.none();
    }

    /** Says what did not hold, or that too little happened. */
    default void examine(Arena arena, Findings findings) throws IOException, InterruptedException, SQLException {}
}
