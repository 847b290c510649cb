package dev.baton.store;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the values of one type are written and read. */
interface Form {

    void write(ByteWriter out, Object value);

    Object read(ByteReader in);

    /** What a component is in records that were stored before it was added; null: its type has no empty value. */
    @Nullable
    Object empty();

    /** A form made of two functions. */
    static <T> Form of(
            Class<T> type, @Nullable T empty, BiConsumer<ByteWriter, T> write, Function<ByteReader, T> read) {
        return new Form() {
            @Override
            public void write(ByteWriter out, Object value) {
                write.accept(out, type.cast(value));
            }

            @Override
            public Object read(ByteReader in) {
                return read.apply(in);
            }

            @Override
            public @Nullable Object empty() {
                return empty;
            }
        };
    }
}
