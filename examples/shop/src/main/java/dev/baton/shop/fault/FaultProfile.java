package dev.baton.shop.fault;

import java.util.Arrays;
import java.util.Locale;

/** How bad the day is. */
public enum FaultProfile {
    /** Nothing goes wrong. */
    NONE,
    /** About one order in five meets a fault. */
    SOME,
    /** Most orders meet several; refused refunds are among them. */
    STORM,
    /** One order in five is refused for good at some step, and nothing else goes wrong. */
    REFUSALS,
    /** Payment's listener is down for a while, and nothing else goes wrong. */
    OUTAGE;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The profile with this label.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static FaultProfile labelled(String label) {
        return Arrays.stream(values())
                .filter(profile -> profile.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is not a fault profile. Profiles: "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(FaultProfile::label).toList()) + "."));
    }
}
