package dev.baton.shop.ledger;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.fault.Fault;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One call that reached a service.
 *
 * @param id its number in this service's ledger
 * @param key the call's own key
 * @param target the key that an undo or a probe is about; the call's own key otherwise
 * @param attempt counts the calls of this operation for this execution, from 1
 * @param answered when the answer was ready to be sent; empty if the connection was broken instead, or not yet
 * @param status the answer's HTTP status, as {@code answered}
 */
public record Call(
        Service service,
        long id,
        String key,
        String target,
        Operation operation,
        int attempt,
        Instant arrived,
        Optional<Instant> answered,
        OptionalInt status,
        Fault fault) {
    /** Whether the service said that the call, or what the undo asks for, is in force. */
    public boolean succeeded() {
        return status.isPresent() && status.getAsInt() / 100 == 2;
    }

    /** Whether the service is not done with it. A call whose connection is broken on purpose never gets an answer. */
    boolean underWay() {
        return answered.isEmpty() && fault != Fault.DROP && fault != Fault.LOSE;
    }
}
