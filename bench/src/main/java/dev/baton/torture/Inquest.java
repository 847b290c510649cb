package dev.baton.torture;

import dev.baton.ExecutionStatus;
import dev.baton.shop.demo.LostOrders;
import dev.baton.shop.engine.Account;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claims;
import dev.baton.shop.judge.Disagreement;
import dev.baton.shop.judge.Judge;
import dev.baton.shop.judge.Verdict;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import dev.baton.torture.node.End;
import dev.baton.torture.node.SideSagas;
import dev.baton.torture.node.SideSagas.Heard;
import dev.baton.torture.node.SideSagas.Nap;
import dev.baton.torture.node.TortureNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of all that was acknowledged: the ledgers against Baton, and Baton against the book. */
final class Inquest {
    private static final int ORDERS_AT_ONCE = 200;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration SIDE_MAX = Duration.ofSeconds(60);

    /** A timer may be early by this. */
    private static final long EARLY_MILLIS_MAX = 1_000;

    private final Arena arena;
    private final Findings findings;
    private final Archive archive;

    Inquest(Arena arena, Findings findings, Archive archive) {
        this.arena = arena;
        this.findings = findings;
        this.archive = archive;
    }

    /** How many executions ended how. */
    record Ends(long sagas, long completed, long compensated, long incidents) {}

    /** Looks at everything, once nothing moves any more. */
    Ends hold(List<String> restless) throws IOException, InterruptedException, SQLException {
        restless.forEach(order -> findings.lost("Order '" + order + "' came to no rest."));
        arena.book().failures().forEach(findings::error);
        Account account = account();
        judge(account);
        List<End> talks = side(arena.book().talks());
        List<End> naps = side(arena.book().naps());
        talks.forEach(this::examineTalk);
        naps.forEach(this::examineNap);
        try (Connection connection = arena.postgres().connect()) {
            findings.count("histories", new Histories(findings, archive.spared()).examine(connection));
        }
        long side = talks.stream()
                        .filter(end -> end.status() == ExecutionStatus.COMPLETED)
                        .count()
                + naps.stream()
                        .filter(end -> end.status() == ExecutionStatus.COMPLETED)
                        .count();
        return new Ends(
                arena.book().size(),
                side + in(account, Claim.Status.COMPLETED),
                in(account, Claim.Status.COMPENSATED),
                account.incidents().size());
    }

    private static long in(Account account, Claim.Status status) {
        return account.claims().stream()
                .filter(claim -> claim.status() == status)
                .count();
    }

    /** What Baton says of all orders that it knows, acknowledged or not, and what it said of those it forgot since. */
    private Account account() throws IOException, InterruptedException {
        var claims = new ArrayList<Claim>(archive.account().claims());
        var setbacks = new ArrayList<>(archive.account().setbacks());
        var incidents = new ArrayList<>(archive.account().incidents());
        Set<String> archived = claims.stream().map(Claim::execution).collect(Collectors.toSet());
        List<String> known = answer(node -> node.overview().orders().stream()
                .map(standing -> standing.order())
                .filter(order -> !archived.contains(order))
                .toList());
        for (int from = 0; from < known.size(); from += ORDERS_AT_ONCE) {
            List<String> some = known.subList(from, Math.min(known.size(), from + ORDERS_AT_ONCE));
            Account part = answer(node -> node.claims(some));
            claims.addAll(part.claims());
            setbacks.addAll(part.setbacks());
            incidents.addAll(part.incidents());
        }
        return new Account(claims, setbacks, incidents);
    }

    private interface Question<T> {
        T ask(NodeCaller node) throws IOException, InterruptedException;
    }

    private <T> T answer(Question<T> question) throws IOException, InterruptedException {
        var answers = new ArrayList<T>(1);
        Await.until(
                ANSWER_MAX,
                "a node to answer",
                () -> answers.add(question.ask(arena.nodes().any())));
        return answers.getFirst();
    }

    private void judge(Account account) throws SQLException {
        LostOrders.among(arena.book().orders(), account).forEach(findings::lost);
        var claims = new Claims(
                account.claims(), arena.nodes().crashes(), arena.blackouts(), TortureNode.TIMINGS.attemptTimeout());
        Verdict verdict = Judge.compare(Ledger.readAll(arena.setting().folder()), claims);
        verdict.disagreements().forEach(this::disagreement);
        findings.count("effects", verdict.effects());
        findings.count("undone", verdict.undone());
    }

    private void disagreement(Disagreement found) {
        switch (found.kind()) {
            case EFFECT_TWICE, UNDONE_TWICE, REPEATED_WITHOUT_CAUSE -> findings.doubled(found.sentence());
            case EXECUTION_UNKNOWN,
                    STEP_UNKNOWN,
                    LEFT_STANDING,
                    DONE_WITHOUT_EFFECT,
                    COMPENSATED_BUT_STANDING,
                    COMPENSATED_WITHOUT_UNDO,
                    OUTCOME_LEFT_OPEN,
                    INCOMPLETE -> findings.lost(found.sentence());
            case UNDONE_BEFORE_EFFECT, DONE_BUT_UNDONE, NONE_WITH_EFFECT, OUT_OF_ORDER ->
                findings.error(found.sentence());
        }
    }

    private List<End> side(Set<String> started) throws InterruptedException {
        Set<String> wanted = started.stream()
                .filter(id -> !archive.spared().contains(id) && !archive.hasEnd(id))
                .collect(Collectors.toSet());
        List<End> ends = new ArrayList<>(new Rest(arena).awaitEnds(List.copyOf(wanted), SIDE_MAX));
        Map<String, End> known = ends.stream().collect(Collectors.toMap(End::id, Function.identity(), (a, b) -> b));
        wanted.stream()
                .filter(id -> !known.containsKey(id))
                .forEach(id -> findings.lost("'" + id + "' was acknowledged, and Baton does not know it."));
        ends.stream()
                .filter(end -> end.status() != ExecutionStatus.COMPLETED)
                .forEach(
                        end -> findings.lost("'" + end.id() + "' should have completed, and is " + end.status() + "."));
        ends.addAll(archive.endsOf(started));
        return ends;
    }

    private void examineTalk(End end) {
        if (end.result() != null) {
            Heard heard = TortureNode.JSON.readValue(end.result(), Heard.class);
            List<String> said = IntStream.rangeClosed(1, SideSagas.MESSAGES)
                    .mapToObj(number -> "" + number)
                    .toList();
            if (Set.copyOf(heard.texts()).size() < heard.texts().size()) {
                findings.doubled("'" + end.id() + "' heard " + heard.texts() + ", which was said once each.");
            } else if (!heard.texts().equals(said)) {
                findings.error("'" + end.id() + "' heard " + heard.texts() + ", and " + said + " was said.");
            }
        }
    }

    private void examineNap(End end) {
        if (end.result() != null) {
            Nap nap = TortureNode.JSON.readValue(end.result(), Nap.class);
            examineTimer(end.id(), nap.turned() - nap.layDown(), SideSagas.LONG_NAP);
            examineTimer(end.id(), nap.woke() - nap.turned(), SideSagas.SHORT_NAP);
        }
    }

    private void examineTimer(String id, long waited, Duration wanted) {
        if (waited < wanted.toMillis() - EARLY_MILLIS_MAX) {
            findings.error("A timer of '" + id + "' came after " + waited + " ms, and " + wanted.toMillis()
                    + " ms were asked for.");
        }
    }

    /** What was found out about executions before Baton forgot them, and which ones were damaged on purpose. */
    record Archive(Account account, Collection<End> ends, Set<String> spared) {
        Archive {
            ends = List.copyOf(ends);
            spared = Set.copyOf(spared);
        }

        static Archive none() {
            return new Archive(new Account(List.of(), List.of(), List.of()), List.of(), Set.of());
        }

        boolean hasEnd(String id) {
            return ends.stream().anyMatch(end -> end.id().equals(id));
        }

        List<End> endsOf(Set<String> ids) {
            return ends.stream().filter(end -> ids.contains(end.id())).toList();
        }
    }
}
