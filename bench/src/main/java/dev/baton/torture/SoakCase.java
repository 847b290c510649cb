package dev.baton.torture;

import dev.baton.shop.engine.Account;
import dev.baton.shop.engine.Overview.Standing;
import dev.baton.shop.judge.Claim;
import dev.baton.torture.node.End;
import dev.baton.torture.node.NodeFigures;
import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * R16: R1's kills for an hour: heap, threads and connections do not grow, and tables no faster than the number of executions
 * that they keep.
 */
final class SoakCase implements TortureCase {
    private static final String TABLES = """
        SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relkind = 'r'\
        """;

    /** The first part warms up; the second and the last are compared. */
    private static final int PARTS = 4;

    private static final double GROWTH_MAX = 1.5;
    private static final long BYTES_SLACK = 24L << 20;
    private static final int COUNT_SLACK = 30;
    private static final int ORDERS_AT_ONCE = 200;

    private final List<Sample> samples = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Account.Setback> setbacks = new ArrayList<>();
    private final List<Account.OpenIncident> incidents = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();
    private final Set<String> archived = new HashSet<>();

    /** @param tables bytes for each execution that is kept: until an hour after its start, that is each */
    private record Sample(long heap, long threads, long connections, long tables) {}

    @Override
    public String name() {
        return "R16";
    }

    @Override
    public String harm() {
        return "R1's kills for an hour; nothing may grow";
    }

    @Override
    public Duration length() {
        return Duration.ofHours(1);
    }

    @Override
    public NodeOptions options(int node, NodeOptions plain) {
        return plain.retention(Duration.ofSeconds(30));
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException, SQLException {
        arena.pause(arena.between(3, 6));
        while (arena.goesOn()) {
            arena.killAndRestart(arena.anyNode(), arena.between(0, 5));
            long next = System.nanoTime() + arena.between(5, 20).toNanos();
            do {
                archive(arena);
                samples.add(sample(arena));
                arena.pause(arena.between(2, 2));
            } while (arena.goesOn() && System.nanoTime() < next);
        }
    }

    /** Writes down what Baton says of what has ended, before it forgets it. */
    private void archive(Arena arena) throws InterruptedException {
        try {
            NodeCaller node = arena.nodes().any();
            List<String> rest = node.overview().orders().stream()
                    .filter(Standing::rests)
                    .map(Standing::order)
                    .filter(order -> !archived.contains(order))
                    .limit(ORDERS_AT_ONCE)
                    .toList();
            Account account = node.claims(rest);
            claims.addAll(account.claims());
            setbacks.addAll(account.setbacks());
            incidents.addAll(account.incidents());
            archived.addAll(rest);
            var side = new TreeSet<>(arena.book().talks());
            side.addAll(arena.book().naps());
            side.removeAll(archived);
            for (End end : node.ends(List.copyOf(side))) {
                if (end.over()) {
                    ends.add(end);
                    archived.add(end.id());
                }
            }
        } catch (IOException e) {
            return; // the node that was asked has just died; the next look sees as much
        }
    }

    private static Sample sample(Arena arena) throws InterruptedException, SQLException {
        long heap = 0;
        long threads = 0;
        for (NodeProcess node : arena.nodes().all()) {
            try {
                NodeFigures figures = node.caller().figuresAfterCollection();
                heap += figures.heapBytes();
                threads += figures.threads();
            } catch (IOException e) {
                arena.tell(node.name() + " told no figures: " + e.getMessage());
            }
        }
        return new Sample(
                heap, threads, DatabaseRestartCase.connections(arena), tables(arena) / Math.max(1, remembered(arena)));
    }

    private static long tables(Arena arena) throws SQLException {
        try (Connection connection = arena.postgres().connect();
                var look = connection.prepareStatement(TABLES)) {
            look.setString(1, arena.postgres().name());
            try (ResultSet row = look.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public Inquest.Archive archive() {
        return new Inquest.Archive(new Account(claims, setbacks, incidents), ends, Set.of());
    }

    @Override
    public void examine(Arena arena, Findings findings) throws SQLException {
        arena.examineTakeovers(findings);
        findings.atLeast("kills", arena.kills(), 1);
        findings.atLeast("samples", samples.size(), PARTS);
        if (samples.size() < PARTS) {
            return;
        }
        grows(findings, "heap_bytes", samples.stream().map(Sample::heap).toList(), BYTES_SLACK);
        grows(findings, "threads", samples.stream().map(Sample::threads).toList(), COUNT_SLACK);
        grows(findings, "connections", samples.stream().map(Sample::connections).toList(), COUNT_SLACK);
        grows(
                findings,
                "table_bytes_per_execution",
                samples.stream().map(Sample::tables).toList(),
                0);
        findings.count("forgotten", Math.max(0, arena.book().size() - remembered(arena)));
    }

    private static long remembered(Arena arena) throws SQLException {
        try (Connection connection = arena.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM executions")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void grows(Findings findings, String what, List<Long> values, long slack) {
        int part = values.size() / PARTS;
        long early = median(values.subList(part, 2 * part));
        long late = median(values.subList(values.size() - part, values.size()));
        findings.count(what + "_early", early);
        findings.count(what + "_late", late);
        if (late > early * GROWTH_MAX + slack) {
            findings.error(
                    "It grew: " + what + " was " + early + " in the second quarter, and " + late + " in the last.");
        }
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
