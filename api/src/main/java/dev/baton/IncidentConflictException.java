package dev.baton;

import java.io.Serial;

/** Somebody else was first: the incident changed after it was looked at. Nothing was changed. */
public final class IncidentConflictException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param first what was done since, by whom, as a sentence: "alice retried it at 10:14." */
    public IncidentConflictException(Incident.Seen seen, int version, String first) {
        super(
                "BATON-120",
                "Incident " + seen.number() + " of execution '" + seen.execution()
                        + "' was not answered: it was seen in version " + seen.version() + " and is in version "
                        + version + ". " + first + " Look at it again.");
    }
}
