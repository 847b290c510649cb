package dev.baton.shop.ledger;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that really happened.
 *
 * @param id its number in this service's ledger
 * @param key the key of the call that did it
 * @param order the business order
 * @param undoes the key whose effect this one took back
 * @param call the {@link Call} that did it
 */
public record Effect(
        Service service,
        long id,
        String key,
        Operation operation,
        EffectKind kind,
        String order,
        Instant at,
        Optional<String> undoes,
        long call) {}
