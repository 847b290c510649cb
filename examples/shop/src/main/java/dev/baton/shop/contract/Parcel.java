package dev.baton.shop.contract;

/**
 * A parcel is on its way.
 *
 * @param tracking the tracking number
 */
public record Parcel(String tracking) {
    public Parcel {
        Checks.text("tracking", tracking);
    }
}
