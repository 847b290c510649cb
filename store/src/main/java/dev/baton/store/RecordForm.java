package dev.baton.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record: the number of its components and the components in their order. One that was stored with fewer gets empty
 * values for those that were added since.
 */
final class RecordForm implements Form {
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType MAKER = MethodType.methodType(Object.class, Object[].class);

    private final Class<?> type;
    private final Forms forms;
    private volatile @Nullable Shape shape;

    RecordForm(Class<?> type, Forms forms) {
        this.type = type;
        this.forms = forms;
    }

    /** What is known of the record after its first use; found late, since a record may contain its own kind. */
    private record Shape(Form[] forms, MethodHandle[] getters, MethodHandle maker) {}

    @Override
    public void write(ByteWriter out, Object value) {
        Shape known = shape();
        out.number(known.forms.length);
        out.enter();
        for (int i = 0; i < known.forms.length; i++) {
            known.forms[i].write(out, get(known.getters[i], value));
        }
        out.leave();
    }

    @Override
    public Object read(ByteReader in) {
        Shape known = shape();
        int stored = in.smallNumber();
        if (stored > known.forms.length) {
            throw UnreadableRecordException.newer(
                    type.getSimpleName() + " has " + stored + " components, and here only " + known.forms.length);
        }
        in.enter();
        var values = new Object[known.forms.length];
        for (int i = 0; i < known.forms.length; i++) {
            values[i] = i < stored ? known.forms[i].read(in) : missing(known.forms[i], i);
        }
        in.leave();
        return make(known.maker, values);
    }

    @Override
    public @Nullable Object empty() {
        return null;
    }

    private Object missing(Form form, int place) {
        Object empty = form.empty();
        if (empty == null) {
            throw UnreadableRecordException.damaged(
                    type.getSimpleName() + " has no component " + place + ", which cannot be empty");
        }
        return empty;
    }

    private Shape shape() {
        Shape known = shape;
        if (known == null) {
            known = explore();
            shape = known;
        }
        return known;
    }

    private Shape explore() {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var getters = new MethodHandle[components.length];
        var lookup = MethodHandles.lookup();
        try {
            for (int i = 0; i < components.length; i++) {
                getters[i] = lookup.unreflect(components[i].getAccessor()).asType(GETTER);
            }
            MethodHandle maker = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MAKER);
            Form[] parts = Arrays.stream(components)
                    .map(component -> forms.of(component.getGenericType()))
                    .toArray(Form[]::new);
            return new Shape(parts, getters, maker);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "Bug: " + type.getName() + " cannot be stored; is it public? [BATON-901]", e);
        }
    }

    private static Object get(MethodHandle getter, Object value) {
        try {
            return (Object) getter.invokeExact(value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static Object make(MethodHandle maker, Object[] values) {
        try {
            return (Object) maker.invokeExact(values);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw UnreadableRecordException.damaged("a value is refused (" + e.getMessage() + ")");
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
