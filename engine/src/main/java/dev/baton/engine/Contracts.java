package dev.baton.engine;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.baton.PayloadMapper;
import dev.baton.PayloadRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Checks data before anything acts on it: its size, its class, and its JSON Schema if it has one. Thread-safe. */
final class Contracts {
    private final PayloadMapper mapper;
    private final int bytesMax;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Contracts(PayloadMapper mapper, int bytesMax) {
        this.mapper = mapper;
        this.bytesMax = bytesMax;
    }

    int bytesMax() {
        return bytesMax;
    }

    PayloadMapper mapper() {
        return mapper;
    }

    /** The value as JSON within the limit and the schema. */
    byte[] encode(String what, Object value, Optional<String> schema) {
        byte[] json = mapper.encode(what, value);
        check(what, json, schema);
        return json;
    }

    /** Refuses what is too large, or does not keep to the schema. */
    void check(String what, byte[] json, Optional<String> schema) {
        if (json.length > bytesMax) {
            throw PayloadRefusedException.tooLarge(what, json.length, bytesMax);
        }
        if (schema.isPresent()) {
            keepsTo(what, json, schema.get());
        }
    }

    private void keepsTo(String what, byte[] json, String schema) {
        List<Error> errors = schemas.computeIfAbsent(schema, Drafts.REGISTRY::getSchema)
                .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON);
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            String found = first.getInstanceNode() == null
                    ? "something else"
                    : first.getInstanceNode().getNodeType().name().toLowerCase(java.util.Locale.ROOT);
            throw PayloadRefusedException.breaksContract(
                    what,
                    first.getInstanceLocation().toString(),
                    found,
                    "what its JSON Schema says (" + first.getMessage() + ")");
        }
    }

    /** Loaded only when there is a schema: it is large, and most sagas have none. */
    private static final class Drafts {
        private static final SchemaRegistry REGISTRY =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    }

    /** The value, which is of this class. */
    <T> T decode(String what, byte[] json, Class<T> type) {
        return mapper.decode(what, json, type);
    }
}
