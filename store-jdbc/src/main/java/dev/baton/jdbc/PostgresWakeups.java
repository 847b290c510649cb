package dev.baton.jdbc;

import dev.baton.store.Wakeups;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Hints by NOTIFY. It holds a lock of the whole server until its transaction ends, so each is a transaction of its own, on
 * a connection of its own that does not wait for the disk, and never part of a commit. Thread-safe.
 */
final class PostgresWakeups implements Wakeups, AutoCloseable {
    private static final int CHANNEL_MAX = 63;

    private final String schema;
    private final PostgresPool pool;
    private final HintSender sender;
    private final HintListener listener;

    PostgresWakeups(String schema, DataSource database) {
        this.schema = schema;
        this.pool = new PostgresPool(
                "baton-" + schema + "-hints", database, PostgresSettings.hints(PostgresSettings.searchPath(schema)), 1);
        this.sender = new HintSender(pool);
        this.listener = new HintListener(schema, database);
    }

    @Override
    public void wake(Collection<String> members) {
        sender.send(members.stream().map(this::channel).toList());
    }

    @Override
    public Listening listen(String member, Runnable hinted) {
        return listener.listen(channel(member), hinted);
    }

    /** An engine's name is a UUID, so that the schema and it are short enough; another name may not be. */
    private String channel(String member) {
        String channel = schema + "_" + member;
        return channel.getBytes(StandardCharsets.UTF_8).length <= CHANNEL_MAX
                ? channel
                : schema + "_" + UUID.nameUUIDFromBytes(member.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        listener.close();
        sender.close();
        pool.close();
    }
}
