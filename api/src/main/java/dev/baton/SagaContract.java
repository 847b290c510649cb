package dev.baton;

/** What a caller needs to know of a saga: its name and its types. Enough to start one that is defined elsewhere. */
public interface SagaContract<I, O> {
    /** Its identity: lower case, digits and hyphens, 1 to 80 characters. */
    String name();

    /** What it is started with. */
    Class<I> input();

    /** What it returns; {@link Done} if nothing. */
    Class<O> output();

    /** The contract of a saga that is defined elsewhere. */
    static <I, O> SagaContract<I, O> of(String name, Class<I> input, Class<O> output) {
        return new Elsewhere<>(name, input, output);
    }

    /** As {@link #of}. */
    record Elsewhere<I, O>(String name, Class<I> input, Class<O> output) implements SagaContract<I, O> {
        public Elsewhere {
            Bounds.name("saga", name);
        }
    }
}
