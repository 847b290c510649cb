package dev.baton.shop.saga;

/**
 * What a placed order comes to.
 *
 * @param number the order's number in the books
 * @param payment the payment's id
 * @param tracking the parcel's tracking number
 */
public record Receipt(String number, String payment, String tracking) {}
