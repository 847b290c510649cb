package dev.baton;

import java.io.Serial;

/** A store cannot be used as it is. Nothing in it was changed. */
public final class StoreRefusedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private StoreRefusedException(String code, String sentence) {
        super(code, sentence);
    }

    /** Another engine has it. */
    public static StoreRefusedException inUse(String store, String owner) {
        return new StoreRefusedException(
                "BATON-501",
                "The store '" + store + "' was not opened: " + owner
                        + " has it open, and it serves one engine at a time. Close that one first, or give this one"
                        + " a store of its own.");
    }

    /** A newer release made it. */
    public static StoreRefusedException newer(String store, int found, int known) {
        return new StoreRefusedException(
                "BATON-502",
                "The store '" + store + "' was not opened: its schema has number " + found
                        + ", and this release knows those up to " + known + ". Use the release that wrote it, or a"
                        + " newer one.");
    }

    /** It is no store of Baton, or is damaged. */
    public static StoreRefusedException unusable(String store, String found) {
        return new StoreRefusedException(
                "BATON-503",
                "The store '" + store + "' was not opened: " + found
                        + " Give another place, or bring back a copy that was made earlier.");
    }
}
