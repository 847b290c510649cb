package dev.baton;

import java.io.Serial;

/** Data is too large, or does not keep to the contract that was declared for it. Nothing acted on it. */
public final class PayloadRefusedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private PayloadRefusedException(String code, String sentence) {
        super(code, sentence);
    }

    /**
     * More bytes than the limit.
     *
     * @param what such as "input of step 'charge'"
     */
    public static PayloadRefusedException tooLarge(String what, long bytes, long bytesMax) {
        return new PayloadRefusedException(
                "BATON-401",
                "The " + what + " has " + bytes + " bytes; the limit is " + bytesMax
                        + ". Keep large data elsewhere and pass on where it is.");
    }

    /**
     * Something in it is not what was declared.
     *
     * @param path where in the data, as a JSON pointer; empty: the whole
     * @param found the type of the value that is there, such as "string", or "nothing"
     * @param contract what was declared, such as "a number (dev.shop.Order)"
     */
    public static PayloadRefusedException breaksContract(String what, String path, String found, String contract) {
        return new PayloadRefusedException(
                "BATON-402",
                "The " + what + " does not keep to its contract: " + (path.isEmpty() ? "it" : path) + " is " + found
                        + ", where " + contract + " is expected. Correct the data, or the contract.");
    }

    /** Something that cannot become JSON. */
    public static PayloadRefusedException unwritable(String what, String type, String why) {
        return new PayloadRefusedException(
                "BATON-403",
                "The " + what + " cannot be stored: a " + type + " does not become JSON: " + why
                        + " Use records, strings, numbers, lists and maps.");
    }
}
