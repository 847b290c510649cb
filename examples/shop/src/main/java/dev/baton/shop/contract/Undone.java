package dev.baton.shop.contract;

/**
 * The answer to every undo that is in force.
 *
 * @param key the key that was undone
 * @param effect whether there was an effect to take back; false if the call never came
 */
public record Undone(String key, boolean effect) {}
