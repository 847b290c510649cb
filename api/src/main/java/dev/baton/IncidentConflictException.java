package dev.baton;

import java.io.Serial;

/** Somebody else was first: the incident was answered, or changed, after it was looked at. Nothing was changed. */
public final class IncidentConflictException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A conflict.
     *
     * @param code such as "BATON-117"
     * @param sentence which incident, who was first and what to do next
     */
    public IncidentConflictException(String code, String sentence) {
        super(code, sentence);
    }
}
