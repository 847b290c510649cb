package dev.baton.shop.service;

import dev.baton.shop.contract.Operation;

/**
 * One call, after the front desk wrote it down.
 *
 * @param call its number in the ledger
 * @param key its own key
 * @param target the key that an undo or a probe is about; its own key otherwise
 * @param refuse whether it meets the fault that makes the service say no
 */
record Request(Operation operation, long call, String key, String target, String body, boolean refuse) {}
