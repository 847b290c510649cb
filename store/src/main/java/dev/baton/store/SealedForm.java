package dev.baton.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the records of a sealed interface: its stored number and the record. */
final class SealedForm implements Form {
    private final Class<?> type;
    private final Map<Class<?>, Numbered> byClass = new HashMap<>();
    private final Map<Integer, Form> byNumber = new HashMap<>();

    SealedForm(Class<?> type, Map<Class<?>, Integer> numbers, Forms forms) {
        this.type = type;
        numbers.forEach((record, number) -> {
            Form form = new RecordForm(record, forms);
            byClass.put(record, new Numbered(number, form));
            byNumber.put(number, form);
        });
    }

    private record Numbered(int number, Form form) {}

    @Override
    public void write(ByteWriter out, Object value) {
        Numbered numbered = byClass.get(value.getClass());
        if (numbered == null) {
            throw new IllegalArgumentException(
                    "Bug: " + value.getClass().getName() + " has no stored number. [BATON-901]");
        }
        out.number(numbered.number);
        numbered.form.write(out, value);
    }

    @Override
    public Object read(ByteReader in) {
        int number = in.smallNumber();
        Form form = byNumber.get(number);
        if (form == null) {
            throw UnreadableRecordException.newer("no kind of " + type.getSimpleName() + " has the number " + number);
        }
        return form.read(in);
    }

    @Override
    public @Nullable Object empty() {
        return null;
    }
}
