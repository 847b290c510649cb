package dev.baton.engine;

import dev.baton.store.Archive;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.UnreadableRecordException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes ended executions; if there is an archive, only after it has them. Belongs to retention's thread. */
final class Remover {
    private static final Logger log = LoggerFactory.getLogger(Remover.class);
    private static final int GROUP = 100;
    private static final long GROUP_CHARACTERS = 8 << 20;

    private final Store store;
    private final Removal removal;
    private final Histories histories;
    private final @Nullable ExecutionArchive archive;
    private final BooleanSupplier open;

    /** The archive took nothing of what it was given last: it is given others, and not each alone, until it takes something. */
    private boolean away;

    /** The keys of what it did not take since then. */
    private final Set<Long> setAside = new HashSet<>();

    /** @param open whether anything may still be removed */
    Remover(Store store, @Nullable ExecutionArchive archive, BooleanSupplier open) {
        this.store = store;
        this.removal = store.removal();
        this.histories = new Histories(store);
        this.archive = archive;
        this.open = open;
    }

    /** False if the archive takes nothing now; what it did not take stays. */
    boolean remove(List<Store.Located> old, long endedBefore) {
        if (archive == null) {
            removal.remove(old.stream().map(Store.Located::key).toList(), endedBefore);
            return true;
        }
        var group = new Group(archive, endedBefore);
        for (Store.Located execution : away ? others(old) : old) {
            if (!group.add(execution)) {
                return false;
            }
        }
        return group.handOver();
    }

    /** Those that it was not given since it is away; if there are none, all. */
    private List<Store.Located> others(List<Store.Located> old) {
        List<Store.Located> others =
                old.stream().filter(one -> !setAside.contains(one.key())).toList();
        return others.isEmpty() ? old : others;
    }

    private boolean mayGoOn() {
        return open.getAsBoolean() && !Thread.currentThread().isInterrupted();
    }

    /** One that is to be removed, and what the archive gets of it. */
    private record Given(long key, ArchivedExecution execution) {}

    /** Executions that the archive gets together. */
    private final class Group {
        private final ExecutionArchive archive;
        private final long endedBefore;
        private final List<Given> all = new ArrayList<>();
        private long characters;

        Group(ExecutionArchive archive, long endedBefore) {
            this.archive = archive;
            this.endedBefore = endedBefore;
        }

        /** False if the archive took nothing of those before it. */
        boolean add(Store.Located execution) {
            var archiver = new Archiver(execution);
            Optional<ArchivedExecution> archived = read(execution, archiver);
            if (archived.isEmpty()) {
                return true;
            }
            boolean full = all.size() == GROUP || characters + archiver.characters() > GROUP_CHARACTERS;
            if (full && !handOver()) {
                return false;
            }
            all.add(new Given(execution.key(), archived.get()));
            characters += archiver.characters();
            return true;
        }

        /** Nothing of what cannot be read is archived, so it stays. */
        private Optional<ArchivedExecution> read(Store.Located execution, Archiver archiver) {
            try {
                histories.read(execution.key(), archiver::add);
                return archiver.archived(
                        () -> Halting.listed(store, execution.key()).flatMap(Archive.Listed::ended),
                        Halting.stops(store, execution.key(), false)
                                .map(Lists::incident)
                                .toList());
            } catch (UnreadableRecordException e) {
                log.warn(
                        "Execution '{}' was not archived, since its history cannot be read. It is kept.",
                        execution.id(),
                        e);
                return Optional.empty();
            }
        }

        /** False if the archive took nothing of it. What it does not take together it gets one by one. */
        boolean handOver() {
            @Nullable Throwable refusal = all.isEmpty() ? null : refusal(all);
            if (refusal == null) {
                return over();
            }
            List<Given> refused = away || all.size() == 1 ? all : refusedAlone();
            log.warn(
                    "{} of {} ended executions were not removed, since the archive did not take them. They are kept,"
                            + " and it gets them again later: {}",
                    refused.size(),
                    all.size(),
                    refused.stream().map(one -> one.execution.id()).toList(),
                    refusal);
            if (refused.size() == all.size()) {
                away = true;
                all.forEach(one -> setAside.add(one.key));
                return false;
            }
            return over();
        }

        private List<Given> refusedAlone() {
            return all.stream()
                    .filter(one -> !mayGoOn() || refusal(List.of(one)) != null)
                    .toList();
        }

        private boolean over() {
            all.clear();
            characters = 0;
            return mayGoOn();
        }

        /** Why the archive did not take some; null if it did, and they are removed. */
        private @Nullable Throwable refusal(List<Given> some) {
            try {
                archive.archive(some.stream().map(Given::execution).toList());
            } catch (Throwable e) {
                // Also an Error: whatever it throws says that it has not taken them, and harms nobody else.
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                return e;
            }
            away = false;
            setAside.clear();
            if (open.getAsBoolean()) {
                removal.remove(some.stream().map(Given::key).toList(), endedBefore);
            }
            return null;
        }
    }
}
