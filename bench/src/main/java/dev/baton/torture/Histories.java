package dev.baton.torture;

import dev.baton.core.Event;
import dev.baton.store.EventCodec;
import dev.baton.store.UnreadableRecordException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads all histories in the database and finds what happened twice in one: in these sagas, which have no loops, every
 * step is visited once, each visit succeeds once, each signal is received once, and the end comes once.
 */
final class Histories {
    private static final String ALL = """
        SELECT e.id, h.seq, h.events FROM history h JOIN executions e ON e.key = h.key ORDER BY h.key, h.seq\
        """;

    private static final int ROWS_AT_ONCE = 1_000;

    private final Findings findings;
    private final Set<String> spared;
    private String execution = "";
    private int next;
    private Set<String> seen = new HashSet<>();
    private long histories;

    /** @param spared executions that were damaged on purpose */
    Histories(Findings findings, Set<String> spared) {
        this.findings = findings;
        this.spared = Set.copyOf(spared);
    }

    /** Reads them; returns how many there are. */
    long examine(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet row = statement.executeQuery(ALL)) {
                while (row.next()) {
                    if (!spared.contains(row.getString(1))) {
                        chunk(row.getString(1), row.getInt(2), row.getBytes(3));
                    }
                }
            }
        }
        return histories;
    }

    private void chunk(String id, int seq, byte[] events) {
        if (!id.equals(execution)) {
            execution = id;
            next = 0;
            seen = new HashSet<>();
            histories++;
        }
        if (seq != next) {
            findings.error("The history of '" + id + "' goes on with event " + seq + " where " + next + " was due.");
        }
        try {
            var decoded = EventCodec.decode(events);
            next = seq + decoded.size();
            decoded.forEach(this::event);
        } catch (UnreadableRecordException e) {
            findings.error("The history of '" + id + "' cannot be read at event " + seq + ": " + e.getMessage());
        }
    }

    private void event(Event event) {
        fact(event).ifPresent(fact -> {
            if (!seen.add(fact)) {
                findings.doubled("The history of '" + execution + "' has it twice: " + fact + ".");
            }
        });
    }

    /** What may stand once in a history; nothing for other events. */
    private static Optional<String> fact(Event event) {
        String fact = null;
        if (event instanceof Event.ExecutionStarted) {
            fact = "it started";
        } else if (event instanceof Event.ExecutionCompleted
                || event instanceof Event.ExecutionFailed
                || event instanceof Event.ExecutionCompensated) {
            fact = "it ended";
        } else if (event instanceof Event.TaskScheduled scheduled) {
            fact = "step '" + scheduled.node() + "' was scheduled";
        } else if (event instanceof Event.TaskSucceeded succeeded) {
            fact = "entry " + succeeded.entry() + " succeeded";
        } else if (event instanceof Event.AttemptStarted attempt) {
            fact = "attempt " + attempt.attempt() + " of entry " + attempt.entry() + " started";
        } else if (event instanceof Event.SignalReceived received) {
            fact = "signal '" + received.signalId() + "' was received";
        }
        return Optional.ofNullable(fact);
    }
}
