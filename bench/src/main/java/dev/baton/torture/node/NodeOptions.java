package dev.baton.torture.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a node is started.
 *
 * @param store as {@code StoreAddress} has it
 * @param shop where the five services are
 * @param ttl of its leases
 * @param retention how long ended executions are kept
 * @param clockShift what its clock is ahead, or behind if negative
 * @param losePercent of its commits and letters that are stored, but whose answer it does not get
 * @param seed what the lost answers are drawn from
 * @param lethal an execution whose loading kills the process; empty for none
 * @param newVersion whether it knows the newer version of the saga that naps
 * @param eventFormat the newest format of stored records that it says it reads, as another release would; empty for the
 *     one that it reads
 */
public record NodeOptions(
        String store,
        String shop,
        Duration ttl,
        Duration retention,
        Duration clockShift,
        int losePercent,
        long seed,
        String lethal,
        boolean newVersion,
        OptionalInt eventFormat) {
    /** A node that nothing is wrong with. */
    public static NodeOptions plain(String store, String shop, Duration ttl, long seed) {
        return new NodeOptions(
                store, shop, ttl, Duration.ofDays(30), Duration.ZERO, 0, seed, "", false, OptionalInt.empty());
    }

    /** The same with another store. */
    public NodeOptions store(String other) {
        return new NodeOptions(
                other, shop, ttl, retention, clockShift, losePercent, seed, lethal, newVersion, eventFormat);
    }

    /** The same, keeping ended executions for another time. */
    public NodeOptions retention(Duration kept) {
        return new NodeOptions(store, shop, ttl, kept, clockShift, losePercent, seed, lethal, newVersion, eventFormat);
    }

    /** The same with a clock that is ahead. */
    public NodeOptions clockShift(Duration ahead) {
        return new NodeOptions(store, shop, ttl, retention, ahead, losePercent, seed, lethal, newVersion, eventFormat);
    }

    /** The same with answers that are lost. */
    public NodeOptions losing(int percent) {
        return new NodeOptions(store, shop, ttl, retention, clockShift, percent, seed, lethal, newVersion, eventFormat);
    }

    /** The same with an execution that kills it. */
    public NodeOptions lethal(String execution) {
        return new NodeOptions(
                store, shop, ttl, retention, clockShift, losePercent, seed, execution, newVersion, eventFormat);
    }

    /** The same with or without the newer version of a saga. */
    public NodeOptions newVersion(boolean known) {
        return new NodeOptions(store, shop, ttl, retention, clockShift, losePercent, seed, lethal, known, eventFormat);
    }

    /** The same as a release that reads up to this format. */
    public NodeOptions eventFormat(int newest) {
        return new NodeOptions(
                store, shop, ttl, retention, clockShift, losePercent, seed, lethal, newVersion, OptionalInt.of(newest));
    }

    /** The same as this release. */
    public NodeOptions ownFormat() {
        return new NodeOptions(
                store, shop, ttl, retention, clockShift, losePercent, seed, lethal, newVersion, OptionalInt.empty());
    }

    /** For its command line. */
    public List<String> arguments() {
        var arguments = new ArrayList<>(List.of(
                "--store=" + store,
                "--shop=" + shop,
                "--ttl-ms=" + ttl.toMillis(),
                "--retention-ms=" + retention.toMillis(),
                "--clock-shift-ms=" + clockShift.toMillis(),
                "--lose-percent=" + losePercent,
                "--seed=" + seed,
                "--lethal=" + lethal));
        if (newVersion) {
            arguments.add("--new-version");
        }
        eventFormat.ifPresent(format -> arguments.add("--event-format=" + format));
        return arguments;
    }
}
