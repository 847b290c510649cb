package dev.baton.core;

/**
 * When everything in memory is lost, and what became of the calls that were under way.
 *
 * @param after which commit; 0: never
 * @param landed whether calls that were under way had their effect
 * @param fromSnapshot whether states come back from snapshots
 * @param lookAhead whether runners answer what follows their task in the same call
 */
record Crash(int after, boolean landed, boolean fromSnapshot, boolean lookAhead) {
    static Crash never(boolean lookAhead) {
        return new Crash(0, false, false, lookAhead);
    }
}
