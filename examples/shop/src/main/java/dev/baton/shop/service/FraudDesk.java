package dev.baton.shop.service;

import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Risk;
import java.sql.Connection;

/** The part of the payment service that judges the risk of an order. Reads only, so it needs no key. */
final class FraudDesk implements Work {
    private static final int SCORES = 100;

    @Override
    public void createTables(Connection connection) {
        // it keeps nothing
    }

    @Override
    public Answer perform(Connection connection, Request request) {
        FraudCheck check = Json.read(request.body(), FraudCheck.class);
        return request.refuse()
                ? Answer.problem(422, "Order '" + check.order() + "' looks like fraud.")
                : Answer.ok(new Risk(Math.floorMod(check.hashCode(), SCORES)));
    }
}
