package dev.baton.engine;

import dev.baton.ExecutionDetails;
import dev.baton.ExecutionId;
import dev.baton.ExecutionUnknownException;
import dev.baton.HistoryEvent;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.SagaFailedException;
import dev.baton.StepEntry;
import dev.baton.core.Event;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads what happened in an execution. Thread-safe; reads only what is stored. */
final class Histories {
    private static final int CHUNKS = 100;

    private final Store store;

    Histories(Store store) {
        this.store = store;
    }

    long key(ExecutionId id) {
        Store.Located located = store.locate(List.of(id)).get(id);
        if (located == null) {
            throw new ExecutionUnknownException(id);
        }
        return located.key();
    }

    /** A page of events, in order. */
    Page<HistoryEvent> page(ExecutionId id, Paging paging) {
        long key = key(id);
        int from = paging.after().map(Pages::number).orElse(0);
        var events = new ArrayList<HistoryEvent>();
        List<String> steps = steps(key);
        boolean more = walk(key, from, (number, event) -> {
            if (number >= from && events.size() <= paging.size()) {
                events.add(EventJson.of(number, event, steps));
            }
            return events.size() <= paging.size();
        });
        if (events.size() <= paging.size() && !more) {
            return new Page<>(events, Optional.empty());
        }
        return new Page<>(events.subList(0, paging.size()), Optional.of(String.valueOf(from + paging.size())));
    }

    /** The nodes of the entries, in order. */
    private List<String> steps(long key) {
        var steps = new ArrayList<String>();
        walk(key, 0, (number, event) -> {
            switch (event) {
                case Event.TaskScheduled scheduled -> steps.add(scheduled.node());
                case Event.ChildStarted started -> steps.add(started.node());
                default -> {
                    // No other event begins an entry.
                }
            }
            return true;
        });
        return steps;
    }

    /** When each entry of the compensation log began, in order. */
    private List<Instant> starts(ExecutionId id) {
        var starts = new ArrayList<Instant>();
        walk(key(id), 0, (number, event) -> {
            if (event instanceof Event.TaskScheduled || event instanceof Event.ChildStarted) {
                starts.add(event.at());
            }
            return true;
        });
        return starts;
    }

    /** The same, where each entry says when it began. */
    List<StepEntry> withStarts(ExecutionId id, List<StepEntry> entries) {
        List<Instant> starts = starts(id);
        var all = new ArrayList<StepEntry>();
        for (StepEntry entry : entries) {
            all.add(new StepEntry(
                    entry.step(),
                    entry.key(),
                    entry.visit(),
                    entry.state(),
                    entry.attempts(),
                    all.size() < starts.size() ? starts.get(all.size()) : entry.started(),
                    entry.input(),
                    entry.output(),
                    entry.failure(),
                    entry.child()));
        }
        return all;
    }

    /** The same, where each entry says when it began. */
    ExecutionDetails withStarts(ExecutionDetails details) {
        return new ExecutionDetails(
                details.summary(),
                details.cause(),
                details.failure(),
                details.failedStep(),
                details.gaps(),
                details.incidents(),
                details.waits(),
                withStarts(details.id(), details.entries()),
                details.deadline(),
                details.parent(),
                details.input(),
                details.result(),
                details.signals());
    }

    /** What to tell those who wait for an execution that was terminated. */
    SagaFailedException termination(ExecutionId id) {
        var by = new ArrayList<Event.ExecutionTerminated>();
        walk(key(id), 0, (number, event) -> {
            if (event instanceof Event.ExecutionTerminated terminated) {
                by.add(terminated);
            }
            return true;
        });
        return by.isEmpty()
                ? SagaFailedException.terminated(id, "an operator", "it was stopped and could not go on.")
                : SagaFailedException.terminated(
                        id, by.getLast().by(), by.getLast().reason());
    }

    /** Shows all events, in order. */
    void read(long key, BiConsumer<Integer, Event> reader) {
        walk(key, 0, (number, event) -> {
            reader.accept(number, event);
            return true;
        });
    }

    /** Visits events from the chunk with number {@code from} on, while the visitor wants more; false at the end. */
    private boolean walk(long key, int from, Visitor visitor) {
        int at = from;
        while (true) {
            List<Batch.Chunk> chunks = store.archive().history(key, at, CHUNKS);
            for (Batch.Chunk chunk : chunks) {
                List<Event> events = EventCodec.decode(chunk.events());
                for (int i = 0; i < events.size(); i++) {
                    if (!visitor.visit(chunk.seq() + i, events.get(i))) {
                        return true;
                    }
                }
                at = chunk.seq() + events.size();
            }
            if (chunks.size() < CHUNKS) {
                return false;
            }
        }
    }

    @FunctionalInterface
    private interface Visitor {
        /** Looks at an event; false: enough. */
        boolean visit(int number, Event event);
    }
}
