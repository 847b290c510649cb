package dev.baton.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was measured.
 *
 * @param used by the engines and the load, in all runs together
 */
record BenchResult(
        StoreChoice choice,
        Workload workload,
        int inFlight,
        List<Load.Measured> measured,
        Load.Measured alone,
        Counters used) {
    BenchResult {
        measured = List.copyOf(measured);
    }

    private double sagas() {
        return measured.stream().mapToLong(Load.Measured::sagas).sum();
    }

    private double flushesPerSaga() {
        return switch (choice.kind()) {
            case memory -> 0;
            case postgres -> 0; // wal_flushes_per_saga has them
            case sqlite -> used.commits() / sagas();
        };
    }

    private String durability() {
        return switch (choice.kind()) {
            case memory -> "none";
            case sqlite -> "a flush to disk per commit";
            case postgres -> "PostgreSQL's default";
        };
    }

    /** One line of JSON; {@code further} stands at its end, with a comma before it if it is not empty. */
    String json(String further) {
        List<Double> rates =
                measured.stream().map(Load.Measured::perSecond).sorted().toList();
        double loadedP99 =
                measured.stream().map(run -> run.millisAt(99)).sorted().toList().get(measured.size() / 2);
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"%s\",\"store\":\"%s\",\"in_flight\":%d,\"sagas_per_s\":%.0f,\"all_sagas_per_s\":[%s],"
                        + "\"loaded_p99_ms\":%.1f,\"alone_p50_ms\":%.2f,\"alone_p99_ms\":%.2f,\"cpu_us_per_saga\":%.1f,"
                        + "\"store_cpu_us_per_saga\":%.1f,\"bytes_per_saga\":%.0f,\"flushes_per_saga\":%.4f,"
                        + "\"durability\":\"%s\",\"java\":\"%s\",\"refused\":%d%s}",
                workload,
                choice.kind(),
                inFlight,
                rates.get(rates.size() / 2),
                rates.stream()
                        .map(rate -> String.format(Locale.ROOT, "%.0f", rate))
                        .collect(Collectors.joining(",")),
                loadedP99,
                alone.millisAt(50),
                alone.millisAt(99),
                used.cpuNanos() / 1e3 / sagas(),
                used.storeCpuNanos() / 1e3 / sagas(),
                used.bytes() / sagas(),
                flushesPerSaga(),
                durability(),
                Runtime.version(),
                measured.stream().mapToLong(Load.Measured::refused).sum(),
                further);
    }

    /** What PostgreSQL did for each saga, with a comma before it. */
    String perSaga(PostgresFigures before, PostgresFigures after) {
        double sagas = sagas();
        return String.format(
                Locale.ROOT,
                ",\"postgres_cpu_us_per_saga\":%.1f,\"wal_bytes_per_saga\":%.0f,\"wal_flushes_per_saga\":%.4f,"
                        + "\"commits_per_saga\":%.4f,\"transactions_per_saga\":%.4f",
                (after.cpuNanos() - before.cpuNanos()) / 1e3 / sagas,
                (after.walBytes() - before.walBytes()) / sagas,
                (after.flushes() - before.flushes()) / sagas,
                used.commits() / sagas,
                (after.commits() - before.commits()) / sagas);
    }
}
