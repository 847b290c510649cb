package dev.baton;

/**
 * Turns values into what is stored, and back. One for an application, never for a call. Thread-safe.
 *
 * <p>What it writes must be JSON in UTF-8, since people see it and schemas are checked on it. {@link Done} is JSON
 * {@code null}.
 */
public interface PayloadMapper {
    /**
     * The JSON of a value.
     *
     * @param what for messages, such as "input of step 'charge'"
     * @throws PayloadRefusedException if it cannot be written; made by {@link PayloadRefusedException#unwritable}
     */
    byte[] encode(String what, Object value);

    /**
     * The value of some JSON. Properties that the class does not have are passed over, so records can grow on one side
     * first; missing ones are refused where the class needs them.
     *
     * @param what for messages, such as "result of step 'charge'"
     * @throws PayloadRefusedException if it does not fit the class, with the path, the type that is there and what the
     *     class expects; made by {@link PayloadRefusedException#breaksContract}
     */
    <T> T decode(String what, byte[] json, Class<T> type);
}
