package dev.baton.shop.demo;

import dev.baton.shop.fault.FaultProfile;
import java.nio.file.Path;

/**
 * What is to be run.
 *
 * @param orders 1 to 100,000
 * @param seed what orders, faults and crashes are drawn from
 * @param rate orders a second, 0.01 to 1,000
 * @param crashes how often the engine is killed; 0 to 1,000
 * @param keeping where executions are kept, and how many engines there are
 * @param data where all databases and logs go; empty or not there yet
 */
public record DemoOptions(
        int orders, long seed, double rate, FaultProfile faults, int crashes, Path data, Keeping keeping) {
    public DemoOptions {
        check("--orders", orders, 1, 100_000);
        check("--crash", crashes, 0, 1_000);
        if (!(rate >= 0.01 && rate <= 1_000)) {
            throw new IllegalArgumentException("--rate is " + rate + ". Give a number from 0.01 to 1000.");
        }
    }

    /** With one engine on a SQLite file. */
    public DemoOptions(int orders, long seed, double rate, FaultProfile faults, int crashes, Path data) {
        this(orders, seed, rate, faults, crashes, data, Keeping.sqlite());
    }

    /** The same in another folder. */
    public DemoOptions in(Path folder) {
        return new DemoOptions(orders, seed, rate, faults, crashes, folder, keeping);
    }

    private static void check(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " is " + value + ". Give " + min + " to " + max + ".");
        }
    }
}
