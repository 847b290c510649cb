/** The order process of a shop as five services and a saga. */
@NullMarked
package dev.baton.shop;

import org.jspecify.annotations.NullMarked;
