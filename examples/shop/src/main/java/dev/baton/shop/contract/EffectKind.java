package dev.baton.shop.contract;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operation changes in the world. The ledger of a service has one line for each time it happened. */
public enum EffectKind {
    /** An order stands in the books. */
    ORDER_CREATED(null),
    /** The order was cancelled. */
    ORDER_CANCELLED(ORDER_CREATED),
    /** Goods are set aside. */
    STOCK_RESERVED(null),
    /** The goods are back on the shelf. */
    STOCK_RELEASED(STOCK_RESERVED),
    /** Money was taken. */
    CHARGED(null),
    /** The money was given back. */
    REFUNDED(CHARGED),
    /** A parcel left the house; there is no way back. */
    SHIPPED(null),
    /** A mail went out; there is no way back. */
    MAIL_SENT(null);

    private final @Nullable EffectKind undoes;

    EffectKind(@Nullable EffectKind undoes) {
        this.undoes = undoes;
    }

    /** The effect that this one takes back. */
    public Optional<EffectKind> undoes() {
        return Optional.ofNullable(undoes);
    }

    /** The name in a sentence: {@code stock reserved}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
