package dev.baton.testkit;

import dev.baton.ExecutionStatus;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.Keys;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The reading side of an {@link InMemoryStore}. */
final class MemoryArchive implements Archive {
    private static final int COUNT_MAX = 1_000;
    private static final int PAGE_MAX = 200;

    private final MemoryTables tables;
    private final Gate gate;

    MemoryArchive(MemoryTables tables, Gate gate) {
        this.tables = tables;
        this.gate = gate;
    }

    /** Asks while nobody else changes anything. */
    @FunctionalInterface
    interface Gate {
        <T> T ask(Supplier<T> question);
    }

    @Override
    public List<Listed> executions(Filter filter, Optional<Long> beforeKey, int limit) {
        return gate.ask(
                () -> tables.rows.headMap(beforeKey.orElse(Long.MAX_VALUE), false).descendingMap().values().stream()
                        .map(this::listed)
                        .filter(listed -> fits(filter, listed))
                        .limit(Math.min(limit, PAGE_MAX))
                        .toList());
    }

    @Override
    public List<Batch.Chunk> history(long key, int fromSeq, int limit) {
        return gate.ask(() -> Optional.ofNullable(tables.rows.get(key)).stream()
                .flatMap(row -> row.chunks.stream())
                .filter(chunk -> chunk.next() > fromSeq)
                .limit(limit)
                .toList());
    }

    @Override
    public List<Incident> incidents(IncidentFilter filter, Optional<Long> beforeKey, int limit) {
        return gate.ask(() -> {
            int max = Math.min(limit, PAGE_MAX);
            var page = new ArrayList<Incident>();
            for (MemoryRow row : tables.rows
                    .headMap(beforeKey.orElse(Long.MAX_VALUE), false)
                    .descendingMap()
                    .values()) {
                List<Incident> more = row.incidents.values().stream()
                        .filter(incident -> incident.isOpen() || !filter.openOnly())
                        .map(incident -> with(row, (name, version) -> row.incident(incident, name, version)))
                        .filter(incident -> fits(filter, incident))
                        .toList();
                if (!page.isEmpty() && page.size() + more.size() > max) {
                    break;
                }
                page.addAll(more);
            }
            return page;
        });
    }

    @Override
    public Map<ExecutionStatus, Integer> counts() {
        return gate.ask(() -> {
            var counts = new EnumMap<ExecutionStatus, Integer>(ExecutionStatus.class);
            for (MemoryRow row : tables.rows.values()) {
                ExecutionStatus status = Attention.of(row.attention).statusWhen(row.live != null);
                int max = row.live != null ? Integer.MAX_VALUE : COUNT_MAX;
                counts.merge(status, 1, (count, one) -> Math.min(max, count + one));
            }
            return counts;
        });
    }

    @Override
    public Map<Integer, Integer> versions(String definition) {
        return gate.ask(() -> {
            var versions = new HashMap<Integer, Integer>();
            for (MemoryRow row : tables.rows.values()) {
                Optional<Integer> version =
                        with(row, (name, number) -> name.equals(definition) ? Optional.of(number) : Optional.empty());
                if (row.live != null) {
                    version.ifPresent(number -> versions.merge(number, 1, Integer::sum));
                }
            }
            return versions;
        });
    }

    private Listed listed(MemoryRow row) {
        return with(row, row::listed);
    }

    /** Makes something with the name and version of the row's definition. */
    private <T> T with(MemoryRow row, Naming<T> naming) {
        Function<Store.Registered, T> make = found ->
                naming.make(found.definition().name(), found.definition().version());
        return make.apply(tables.definitions.get(row.started.definition() - 1));
    }

    @FunctionalInterface
    private interface Naming<T> {
        T make(String definition, int version);
    }

    private static boolean fits(Filter filter, Listed listed) {
        return is(filter.definition(), listed.definition())
                && is(filter.status(), listed.status())
                && is(filter.incident(), listed.incident())
                && filter.idPrefix()
                        .filter(prefix -> !listed.id().value().startsWith(prefix))
                        .isEmpty()
                && (filter.businessKey().isEmpty() || filter.businessKey().equals(listed.businessKey()))
                && listed.tags().entrySet().containsAll(filter.tags().entrySet())
                && filter.startedFrom()
                        .filter(from -> listed.key() < Keys.at(from))
                        .isEmpty()
                && filter.startedBefore()
                        .filter(before -> listed.key() >= Keys.at(before))
                        .isEmpty();
    }

    private static boolean fits(IncidentFilter filter, Incident incident) {
        return is(filter.definition(), incident.definition())
                && is(filter.step(), incident.step())
                && is(filter.error(), incident.error())
                && is(filter.execution(), incident.key());
    }

    private static <T> boolean is(Optional<T> wanted, T found) {
        return wanted.isEmpty() || wanted.get().equals(found);
    }
}
