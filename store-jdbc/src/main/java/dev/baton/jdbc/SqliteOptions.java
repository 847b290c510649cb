package dev.baton.jdbc;

import java.time.InstantSource;

/**
 * How a SQLite store works.
 *
 * @param durability what an acknowledged commit survives
 * @param clock judges the leases; the file serves one process, so it is that process's clock
 */
public record SqliteOptions(Durability durability, InstantSource clock) {

    /** What an acknowledged commit survives. */
    public enum Durability {
        /**
         * The death of the process, of the operating system, and a power loss: each commit waits until the disk has it
         * ({@code synchronous=FULL}). From about 100 commands a commit on this costs 5 percent; one command at a time it
         * costs the disk's flush, often 0.2 ms and on cheap disks 10 ms.
         */
        POWER_LOSS("FULL"),
        /**
         * The death of the process ({@code kill -9}). After a power loss or a crash of the operating system the last
         * commits may be gone, though the file stays whole ({@code synchronous=NORMAL}): calls to services may then have
         * happened that the store knows nothing of.
         */
        PROCESS_CRASH("NORMAL");

        private final String synchronous;

        Durability(String synchronous) {
            this.synchronous = synchronous;
        }

        String synchronous() {
            return synchronous;
        }
    }

    /** Survives a power loss; the system's clock. */
    public static SqliteOptions defaults() {
        return new SqliteOptions(Durability.POWER_LOSS, InstantSource.system());
    }

    /** The same with another durability. */
    public SqliteOptions durability(Durability durability) {
        return new SqliteOptions(durability, clock);
    }

    /** The same with another clock. */
    public SqliteOptions clock(InstantSource clock) {
        return new SqliteOptions(durability, clock);
    }
}
