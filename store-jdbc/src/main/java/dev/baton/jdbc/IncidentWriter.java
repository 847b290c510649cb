package dev.baton.jdbc;

import dev.baton.store.Batch;
import java.sql.SQLException;

/** Writes what a batch says of incidents; they are few. */
final class IncidentWriter {
    private IncidentWriter() {}

    static void write(Session session, Batch batch) throws SQLException {
        for (Batch.IncidentOpened opened : batch.incidentsOpened()) {
            session.update(
                    SqliteSql.OPEN_INCIDENT,
                    opened.key(),
                    opened.incident(),
                    opened.definition(),
                    opened.kind().name(),
                    opened.step(),
                    opened.error(),
                    opened.message(),
                    opened.attempts(),
                    opened.businessKey().orElse(null),
                    opened.opened());
        }
        for (Batch.IncidentChanged changed : batch.incidentsChanged()) {
            String assignee = changed.assignee().orElse(null);
            if (changed.resolution().isEmpty()) {
                session.update(
                        SqliteSql.ASSIGN_INCIDENT, changed.key(), changed.incident(), changed.version(), assignee);
            } else {
                session.update(
                        SqliteSql.RESOLVE_INCIDENT,
                        changed.key(),
                        changed.incident(),
                        changed.version(),
                        assignee,
                        changed.at(),
                        changed.resolution().get(),
                        changed.by(),
                        changed.why());
            }
        }
    }
}
