package dev.baton;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * By what an execution is found again, in lists and bulk actions.
 *
 * @param businessKey 1 to 200 characters; others may share it
 * @param tags up to 20; names of 1 to 80 and values of 1 to 200 characters
 */
public record StartOptions(Optional<String> businessKey, Map<String, String> tags) {
    private static final int TAGS_MAX = 20;

    public StartOptions {
        tags = Map.copyOf(tags);
        businessKey.ifPresent(key -> Bounds.upTo("business key", key, 200));
        Bounds.between("number of tags", tags.size(), 0, TAGS_MAX);
        tags.forEach((name, value) -> {
            Bounds.upTo("name of a tag", name, 80);
            Bounds.upTo("value of tag '" + name + "'", value, 200);
        });
    }

    /** Found by its id only. */
    public static StartOptions defaults() {
        return new StartOptions(Optional.empty(), Map.of());
    }

    /** Also found by this key, which others may share. */
    public StartOptions businessKey(String key) {
        return new StartOptions(Optional.of(key), tags);
    }

    /** Also found by this tag. */
    public StartOptions tag(String name, String value) {
        var more = new TreeMap<>(tags);
        more.put(name, value);
        return new StartOptions(businessKey, more);
    }
}
