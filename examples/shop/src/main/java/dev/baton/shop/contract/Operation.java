package dev.baton.shop.contract;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the services can be asked, with its route.
 *
 * <p>A forward call and an undo carry their own key in the header {@link #KEY_HEADER}. An undo and a probe name the key
 * they are about in the address, URL-encoded into one path segment.
 */
public enum Operation {
    /** {@link Order} to {@link AcceptedOrder}. */
    CREATE_ORDER(Service.ORDER, Role.FORWARD, "POST", "/orders", EffectKind.ORDER_CREATED),
    /** Undoes {@link #CREATE_ORDER}. */
    CANCEL_ORDER(Service.ORDER, Role.UNDO, "DELETE", "/orders/{key}", EffectKind.ORDER_CANCELLED),
    /** What became of a {@link #CREATE_ORDER}. */
    FIND_ORDER(Service.ORDER, Role.PROBE, "GET", "/orders/{key}", null),

    /** {@link Goods} to {@link Reservation}. */
    RESERVE(Service.INVENTORY, Role.FORWARD, "POST", "/reservations", EffectKind.STOCK_RESERVED),
    /** Undoes {@link #RESERVE}; of an unknown key it answers 404 and remembers nothing. */
    RELEASE(Service.INVENTORY, Role.UNDO, "DELETE", "/reservations/{key}", EffectKind.STOCK_RELEASED),
    /** What became of a {@link #RESERVE}; of an unknown key it answers 404, which is not "never". */
    FIND_RESERVATION(Service.INVENTORY, Role.PROBE, "GET", "/reservations/{key}", null),

    /** {@link FraudCheck} to {@link Risk}. Reads only. */
    CHECK_FRAUD(Service.PAYMENT, Role.READ, "POST", "/fraud-checks", null),
    /** {@link Charge} to {@link Payment}. */
    CHARGE(Service.PAYMENT, Role.FORWARD, "POST", "/charges", EffectKind.CHARGED),
    /** Undoes {@link #CHARGE}. */
    REFUND(Service.PAYMENT, Role.UNDO, "DELETE", "/charges/{key}", EffectKind.REFUNDED),
    /** What became of a {@link #CHARGE}. */
    FIND_CHARGE(Service.PAYMENT, Role.PROBE, "GET", "/charges/{key}", null),

    /** {@link Shipment} to {@link Parcel}. Has no undo. */
    SHIP(Service.SHIPPING, Role.FORWARD, "POST", "/shipments", EffectKind.SHIPPED),
    /** What became of a {@link #SHIP}. */
    FIND_SHIPMENT(Service.SHIPPING, Role.PROBE, "GET", "/shipments/{key}", null),

    /** {@link Mail} to {@link SentMail}. Has no undo, and each call is a mail. */
    SEND_MAIL(Service.MAIL, Role.FORWARD, "POST", "/mails", EffectKind.MAIL_SENT);

    /** What an operation is to a saga. */
    public enum Role {
        /** Has an effect. */
        FORWARD,
        /** Takes an effect back. */
        UNDO,
        /** Asks what became of a forward call. Where the service fences, asking makes "never" true. */
        PROBE,
        /** Only reads. */
        READ
    }

    /** The header with the call's own key. */
    public static final String KEY_HEADER = "Idempotency-Key";

    private static final String KEY_SEGMENT = "/{key}";

    private final Service service;
    private final Role role;
    private final String method;
    private final String path;
    private final @Nullable EffectKind effect;

    Operation(Service service, Role role, String method, String path, @Nullable EffectKind effect) {
        this.service = service;
        this.role = role;
        this.method = method;
        this.path = path;
        this.effect = effect;
    }

    /** Who performs it. */
    public Service service() {
        return service;
    }

    /** What it is to a saga. */
    public Role role() {
        return role;
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** The path, with <code>{key}</code> where the address names a key. */
    public String path() {
        return path;
    }

    /** What it changes; nothing for a probe and for what only reads. */
    public Optional<EffectKind> effect() {
        return Optional.ofNullable(effect);
    }

    /** Whether the address names the key of another call. */
    public boolean namesKey() {
        return path.endsWith(KEY_SEGMENT);
    }

    /** The operation of this service behind a request line, if there is one. */
    public static Optional<Operation> at(Service service, String method, String rawPath) {
        return Arrays.stream(values())
                .filter(operation -> operation.service == service && operation.method.equals(method))
                .filter(operation -> operation.matches(rawPath))
                .findFirst();
    }

    private boolean matches(String rawPath) {
        if (!namesKey()) {
            return path.equals(rawPath);
        }
        String before = path.substring(0, path.length() - KEY_SEGMENT.length() + 1);
        return rawPath.startsWith(before)
                && rawPath.length() > before.length()
                && rawPath.indexOf('/', before.length()) < 0;
    }
}
