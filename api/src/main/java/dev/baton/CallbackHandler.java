package dev.baton;

/** Begins work that somebody completes later, by {@code BatonClient.complete}. */
@FunctionalInterface
public interface CallbackHandler<I> {
    /**
     * Hands the work on, with the token.
     *
     * @throws Exception as {@link Handler#handle}; the token is void then
     */
    void begin(I input, String token, StepContext context) throws Exception;
}
