package dev.baton.jdbc;

/** Does something within a transaction of the database, or nothing of it if it throws. */
@FunctionalInterface
interface Access {
    <T> T with(Work<T> work);
}
