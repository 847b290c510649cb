package dev.baton.shop.engine;

import dev.baton.ExecutionStatus;
import java.util.List;

/** Where all orders stand at one moment, as Baton's lists say. */
public record Overview(List<Standing> orders) {
    public Overview {
        orders = List.copyOf(orders);
    }

    /**
     * Where one order stands.
     *
     * @param step where it is; empty if it is at no single step
     * @param incident whether it has an open incident
     * @param rests whether nothing more happens unless a person acts
     */
    public record Standing(String order, ExecutionStatus status, String step, boolean incident, boolean rests) {}
}
