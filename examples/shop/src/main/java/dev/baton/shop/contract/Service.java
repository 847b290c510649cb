package dev.baton.shop.contract;

import java.util.Arrays;
import java.util.Locale;

/** The five services of the shop. Each is a process of its own with a database of its own. */
public enum Service {
    /** Keeps the orders. */
    ORDER(true, true),
    /** Keeps the stock. Has an inbox, but no tombstones: a call that comes after its undo still takes effect. */
    INVENTORY(true, false),
    /** Takes money, gives it back, and judges the risk of an order. */
    PAYMENT(true, true),
    /** Hands parcels to a carrier; what is shipped stays shipped. */
    SHIPPING(true, true),
    /** Sends mails. Knows no keys: a second call is a second mail. */
    MAIL(false, false);

    private final boolean knowsKeys;
    private final boolean fences;

    Service(boolean knowsKeys, boolean fences) {
        this.knowsKeys = knowsKeys;
        this.fences = fences;
    }

    /** Whether a second call under the same key has no second effect. */
    public boolean knowsKeys() {
        return knowsKeys;
    }

    /** Whether an undo or a probe of an unknown key leaves a tombstone, so that the late call is refused. */
    public boolean fences() {
        return fences;
    }

    /** The name as people and the command line write it: {@code payment}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The service with this label.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static Service labelled(String label) {
        return Arrays.stream(values())
                .filter(service -> service.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label
                        + "' is not a service of the shop. Services: "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Service::label).toList()) + "."));
    }
}
