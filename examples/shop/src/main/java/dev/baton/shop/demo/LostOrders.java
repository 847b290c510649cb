package dev.baton.shop.demo;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.Account;
import dev.baton.shop.judge.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether every order that the engine acknowledged is there, and at rest. The judge only sees those with an effect. */
public final class LostOrders {
    private LostOrders() {}

    /** A sentence for each that is not. */
    public static List<String> among(List<Order> acknowledged, Account account) {
        Map<String, Claim> claims =
                account.claims().stream().collect(Collectors.toMap(Claim::execution, Function.identity()));
        var lost = new ArrayList<String>();
        for (Order order : acknowledged) {
            Claim claim = claims.get(order.order());
            if (claim == null) {
                lost.add("Order '" + order.order() + "' was acknowledged, and Baton does not know it.");
            } else if (!claim.status().ended() && !claim.openIncident()) {
                lost.add("Order '" + order.order() + "' is still " + claim.status() + ", and no incident says why.");
            }
        }
        return lost;
    }
}
