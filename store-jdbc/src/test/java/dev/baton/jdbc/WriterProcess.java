package dev.baton.jdbc;

import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.testkit.BatchDraft;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that writes to a store without pause until it is killed. It begins when it gets a line (the round's number) and answers
 * with a line for each batch that the store acknowledged: the number of the batch.
 *
 * <p>Batch n starts {@link #STARTS} executions and goes on with those of the batch before it.
 */
final class WriterProcess {
    static final int STARTS = 8;
    static final int EVENTS = 2;

    private WriterProcess() {}

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int round = Integer.parseInt(in.readLine());
        JdbcStore store = open(args);
        Lease lease = store.claim(0, "writer-" + round, Duration.ofHours(1)).orElseThrow();
        for (int batch = 0; batch < Integer.MAX_VALUE; batch++) {
            var draft = new BatchDraft(lease, 1_800_000_000_000L);
            for (int i = 0; i < STARTS; i++) {
                draft.start(key(round, batch, i), id(round, batch, i), 1);
                if (batch > 0) {
                    long earlier = key(round, batch - 1, i);
                    draft.chunk(earlier, EVENTS, 1).end(earlier);
                }
            }
            store.commit(draft.batch());
            out.println(batch);
        }
    }

    /** A file, or the URL of a PostgreSQL database and a schema. */
    private static JdbcStore open(String[] args) {
        return args.length == 1
                ? JdbcStore.sqlite(Path.of(args[0]))
                : JdbcStore.postgres(args[0], PostgresOptions.defaults().schema(args[1]));
    }

    static String id(int round, int batch, int i) {
        return "round-" + round + "-batch-" + batch + "-" + i;
    }

    static long key(int round, int batch, int i) {
        return Keys.at(1_800_000_000_000L + round * 10_000_000L + batch * (long) STARTS + i);
    }
}
