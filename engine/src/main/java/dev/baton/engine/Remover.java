package dev.baton.engine;

import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes ended executions; if there is an archive, only after it has them. Belongs to retention's thread. */
final class Remover {
    private static final Logger log = LoggerFactory.getLogger(Remover.class);
    private static final int GROUP = 100;
    private static final long GROUP_CHARACTERS = 8 << 20;

    private final Removal removal;
    private final Histories histories;
    private final @Nullable ExecutionArchive archive;
    private final BooleanSupplier open;

    /** @param open whether anything may still be removed */
    Remover(Store store, @Nullable ExecutionArchive archive, BooleanSupplier open) {
        this.removal = store.removal();
        this.histories = new Histories(store);
        this.archive = archive;
        this.open = open;
    }

    /** False if the archive did not take them all: what it did not take stays. */
    boolean remove(List<Store.Located> old, long endedBefore) {
        if (archive == null) {
            removal.remove(old.stream().map(Store.Located::key).toList(), endedBefore);
            return true;
        }
        var group = new Group(archive, endedBefore);
        for (Store.Located execution : old) {
            if (!group.add(execution)) {
                return false;
            }
        }
        return group.handOver();
    }

    /** Executions that the archive gets together. */
    private final class Group {
        private final ExecutionArchive archive;
        private final long endedBefore;
        private final List<Long> keys = new ArrayList<>();
        private final List<ArchivedExecution> executions = new ArrayList<>();
        private long characters;

        Group(ExecutionArchive archive, long endedBefore) {
            this.archive = archive;
            this.endedBefore = endedBefore;
        }

        /** False if the archive did not take those before it. */
        boolean add(Store.Located execution) {
            var archiver = new Archiver(execution);
            Optional<ArchivedExecution> archived = read(execution, archiver);
            if (archived.isEmpty()) {
                return true;
            }
            boolean full = executions.size() == GROUP || characters + archiver.characters() > GROUP_CHARACTERS;
            if (full && !handOver()) {
                return false;
            }
            keys.add(execution.key());
            executions.add(archived.get());
            characters += archiver.characters();
            return true;
        }

        /** Nothing of what cannot be read is archived, so it stays. */
        private Optional<ArchivedExecution> read(Store.Located execution, Archiver archiver) {
            try {
                histories.read(execution.key(), archiver::add);
                return archiver.archived();
            } catch (UnreadableRecordException e) {
                log.warn(
                        "Execution '{}' was not archived, since its history cannot be read. It is kept.",
                        execution.id(),
                        e);
                return Optional.empty();
            }
        }

        /** False if the archive did not take them. */
        boolean handOver() {
            if (!executions.isEmpty()) {
                try {
                    archive.archive(List.copyOf(executions));
                } catch (Throwable e) {
                    // Also an Error: whatever it throws says that it has not taken them, and harms nobody else.
                    refused(e);
                    return false;
                }
                if (!open.getAsBoolean()) {
                    return false;
                }
                removal.remove(List.copyOf(keys), endedBefore);
                keys.clear();
                executions.clear();
                characters = 0;
            }
            return true;
        }

        private void refused(Throwable why) {
            log.warn(
                    "{} ended executions, '{}' first, were not removed, since the archive did not take them. They are"
                            + " kept, and it gets them again in {} minutes.",
                    executions.size(),
                    executions.getFirst().id(),
                    Retention.EVERY.toMinutes(),
                    why);
            if (why instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
