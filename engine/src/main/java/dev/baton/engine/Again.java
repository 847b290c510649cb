package dev.baton.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Messages that have to be decided again, list by list; each list is a batch by itself. Belongs to its partition's thread. */
final class Again {
    private final ArrayDeque<List<Message>> lists = new ArrayDeque<>();

    boolean isEmpty() {
        return lists.isEmpty();
    }

    List<Message> next() {
        return lists.removeFirst();
    }

    /** Puts messages before all others, as one list. */
    void push(Collection<Message> messages) {
        if (!messages.isEmpty()) {
            lists.addFirst(List.copyOf(messages));
        }
    }

    /** Puts lists before all others, in their order. */
    void pushAll(List<List<Message>> several) {
        several.reversed().forEach(this::push);
    }

    /**
     * Puts a message that nothing can be decided for into a list by itself, between those before and after it.
     *
     * @param decided what was decided, perhaps with the message among it
     * @param rest what was not, perhaps with the message among it
     * @return whether there was nothing but the message
     */
    boolean apart(List<Message> decided, Message culprit, Collection<Message> rest) {
        var before = new ArrayList<>(decided);
        var after = new ArrayList<>(rest);
        int at = before.indexOf(culprit);
        if (at >= 0) {
            after.addAll(0, before.subList(at + 1, before.size()));
            before.subList(at, before.size()).clear();
        } else {
            after.remove(culprit);
        }
        push(after);
        push(List.of(culprit));
        push(before);
        return before.isEmpty() && after.isEmpty();
    }

    void failAll(RuntimeException why) {
        lists.forEach(messages -> messages.forEach(message -> message.fail(why)));
        lists.clear();
    }

    /** Gives all of them away, in their order. */
    void forward(Consumer<Message> elsewhere) {
        lists.forEach(messages -> messages.forEach(elsewhere));
        lists.clear();
    }
}
