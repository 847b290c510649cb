package dev.baton.store;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes definitions as canonical JSON (equal definitions give equal bytes), reads them back, and compares by a hash. */
public final class DefinitionCodec {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonRecords RECORDS = new JsonRecords(names());

    private DefinitionCodec() {}

    /**
     * The definition as JSON in UTF-8.
     *
     * @throws IllegalArgumentException if it is nested too deep
     */
    public static byte[] encode(Definition definition) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            RECORDS.write(out, definition);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "Saga '" + definition.name() + "' was not registered: it cannot be written as JSON ("
                            + e.getOriginalMessage() + "). Nest its blocks less deep. [BATON-523]",
                    e);
        }
        return bytes.toByteArray();
    }

    /**
     * The definition that {@link #encode} wrote.
     *
     * @throws UnreadableRecordException if the JSON comes from a newer version, or is damaged
     */
    public static Definition decode(byte[] json) {
        return RECORDS.read(Definition.class, JsonTree.read(json));
    }

    /** SHA-256 of everything but the version: what has the same hash is the same definition. */
    public static byte[] hash(Definition definition) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(encode(definition.withVersion(0)));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("Every JDK has SHA-256", e);
        }
    }

    private static JsonNames names() {
        var names = new JsonNames()
                .name(Node.Task.class, "task")
                .name(Node.Child.class, "child")
                .name(Node.Choice.class, "choice")
                .name(Node.Parallel.class, "parallel")
                .name(Node.ForEach.class, "for-each")
                .name(Node.Loop.class, "loop")
                .name(Node.Wait.class, "wait")
                .name(Node.Receive.class, "receive")
                .name(Node.Pass.class, "pass")
                .name(Node.Fail.class, "fail");
        return names.name(Node.Until.Elapsed.class, "elapsed")
                .name(Node.Until.Moment.class, "moment")
                .name(Call.Handler.class, "handler")
                .name(Call.Callback.class, "callback")
                .name(Call.Child.class, "child-saga")
                .name(Call.Http.class, "http")
                .name(Mapping.SagaInput.class, "saga-input")
                .name(Mapping.ResultOf.class, "result-of")
                .name(Mapping.Current.class, "current")
                .name(Mapping.Chosen.class, "chosen")
                .name(Mapping.ItemsOf.class, "items-of")
                .name(Mapping.FailureOf.class, "failure-of")
                .name(Mapping.Computed.class, "computed")
                .name(Mapping.Nothing.class, "nothing");
    }
}
