package dev.baton;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Stands for data that will exist when an execution gets there: the saga's input, a step's result, or something made of
 * them. Immutable.
 *
 * <p>It has no value while a saga is being defined, so nobody can branch on it by accident. Since it is a local
 * variable, the compiler keeps anybody from reading a result before its step, or outside of its branch.
 *
 * <p>A function given to {@link #map} or {@link #with} is user code: it runs once for each place that uses its result,
 * and what it gave is stored there. It is never replayed, so it may read the clock, but it should have no effect and
 * must not give {@code null}. If it throws, the step that wanted the data fails without having been called.
 */
public final class Ref<T> {
    private final Source source;

    Ref(Source source) {
        this.source = source;
    }

    /** Something made of this. */
    public <R> Ref<R> map(Function<? super T, ? extends R> mapping) {
        return computed(List.of(source), values -> mapping.apply(at(values, 0)));
    }

    /** Something made of this and another. */
    public <A, R> Ref<R> with(Ref<A> a, BiFunction<? super T, ? super A, ? extends R> mapping) {
        return computed(List.of(source, a.source), values -> mapping.apply(at(values, 0), a.at(values, 1)));
    }

    /** Something made of this and two others. */
    public <A, B, R> Ref<R> with(Ref<A> a, Ref<B> b, Mapping3<? super T, ? super A, ? super B, ? extends R> mapping) {
        return computed(
                List.of(source, a.source, b.source),
                values -> mapping.apply(at(values, 0), a.at(values, 1), b.at(values, 2)));
    }

    /** Something made of this and three others. For more, keep an intermediate result with {@link Flow#value}. */
    public <A, B, C, R> Ref<R> with(
            Ref<A> a, Ref<B> b, Ref<C> c, Mapping4<? super T, ? super A, ? super B, ? super C, ? extends R> mapping) {
        return computed(
                List.of(source, a.source, b.source, c.source),
                values -> mapping.apply(at(values, 0), a.at(values, 1), b.at(values, 2), c.at(values, 3)));
    }

    Source source() {
        return source;
    }

    private static <R> Ref<R> computed(List<Source> reads, Function<List<Object>, Object> function) {
        return new Ref<>(new Source.Computed(reads, function));
    }

    @SuppressWarnings("unchecked") // the engine decodes each value by the class that was declared for it
    private T at(List<Object> values, int index) {
        return (T) values.get(index);
    }

    /** A mapping of three. */
    @FunctionalInterface
    public interface Mapping3<A, B, C, R> {
        /** The result. */
        R apply(A a, B b, C c);
    }

    /** A mapping of four. */
    @FunctionalInterface
    public interface Mapping4<A, B, C, D, R> {
        /** The result. */
        R apply(A a, B b, C c, D d);
    }
}
