package dev.baton.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Operation.Role;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Claims;
import dev.baton.shop.judge.Disagreement;
import dev.baton.shop.judge.Judge;
import dev.baton.shop.judge.StepClaim;
import dev.baton.shop.judge.StepClaim.State;
import dev.baton.shop.judge.Verdict;
import dev.baton.shop.ledger.Effect;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.service.Caller;
import dev.baton.shop.service.ServiceOptions;
import dev.baton.shop.service.ShopServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The five services under faults, driven by hand, and then judged: as they are, and after single rows were changed. */
class JudgedShopTest {
    private static final long SEED = 7;
    private static final int ORDERS = 60;
    private static final ShopTimings TIMINGS = new ShopTimings(Duration.ofSeconds(1));

    @TempDir
    Path data;

    private Claims run(FaultProfile faults, int orders) throws Exception {
        var options = ServiceOptions.of(SEED, faults).with(TIMINGS);
        var servers = new ArrayList<ShopServer>();
        var callers = new EnumMap<Service, Caller>(Service.class);
        try {
            for (Service service : Service.values()) {
                ShopServer server = ShopServer.start(service, data, 0, options);
                servers.add(server);
                callers.put(service, new Caller(server.uri(), TIMINGS.attemptTimeout()));
            }
            return new Claims(
                    runAll(new HandWrittenSaga(callers, TIMINGS), orders), List.of(), TIMINGS.attemptTimeout());
        } finally {
            for (ShopServer server : servers) {
                server.close();
            }
        }
    }

    private static List<Claim> runAll(HandWrittenSaga saga, int orders) throws Exception {
        var running = new ArrayList<Future<Claim>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < orders; i++) {
                var order = new Order("order-" + i, "customer-" + i % 10, "tea", 1 + i % 3, 100 + i, "Kiel");
                running.add(threads.submit(() -> saga.run(order)));
            }
        }
        var claims = new ArrayList<Claim>();
        for (Future<Claim> one : running) {
            claims.add(one.get());
        }
        return claims;
    }

    private Verdict judge(Claims claims) throws SQLException {
        return Judge.compare(Ledger.readAll(data), claims);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "SOME", "STORM"})
    void theLedgersAgreeWithWhatTheCallerKnows(FaultProfile faults) throws Exception {
        Claims claims = run(faults, ORDERS);
        Verdict verdict = judge(claims);
        Map<Status, Long> ends =
                claims.executions().stream().collect(Collectors.groupingBy(Claim::status, Collectors.counting()));
        System.out.println("Seed " + SEED + ", " + faults + ": " + ends + ", " + verdict.effects() + " effects, "
                + verdict.undone() + " undone, " + verdict.repeatedMails().size() + " mails repeated");
        assertThat(verdict.disagreements()).extracting(Disagreement::sentence).isEmpty();
        assertThat(ends).containsKey(Status.COMPLETED);
        assertThat(ends.containsKey(Status.COMPENSATED)).isEqualTo(faults != FaultProfile.NONE);
        assertThat(verdict.effects()).isGreaterThan(ORDERS);
    }

    @Test
    void everyChangedRowOfALedgerAndEveryFalseClaimIsFound() throws Exception {
        Claims claims = run(FaultProfile.SOME, ORDERS);
        assertThat(judge(claims).agrees()).isTrue();
        List<Effect> effects = Ledger.readAll(data).effects();
        for (Effect effect : effects) {
            change(
                    effect.service(),
                    "update effects set key = 'x/' || key, undoes = 'x/' || undoes where id = ?",
                    effect);
            Verdict verdict = judge(claims);
            assertThat(verdict.disagreements()).as(effect.toString()).anySatisfy(found -> {
                assertThat(found.service()).isEqualTo(effect.service());
                assertThat(found.sentence()).contains(effect.undoes().orElse(effect.key()));
            });
            change(
                    effect.service(),
                    "update effects set key = substr(key, 3), undoes = substr(undoes, 3) where id = ?",
                    effect);
        }
        assertThat(judge(claims).agrees()).isTrue();
        assertThat(effects).hasSizeGreaterThan(ORDERS);
        turnEveryClaimAround(claims);
    }

    private void turnEveryClaimAround(Claims claims) throws SQLException {
        Ledger ledger = Ledger.readAll(data);
        int turned = 0;
        for (Claim claim : claims.executions()) {
            for (StepClaim step : claim.steps()) {
                for (State state : List.of(State.DONE, State.NONE, State.COMPENSATED)) {
                    boolean sameForBoth = state == step.state()
                            || step.operation().role() == Role.READ
                            || (step.state() == State.DONE && claim.status() == Status.COMPENSATING)
                            || (state == State.NONE && !hasEffect(ledger, step.key()));
                    if (!sameForBoth) {
                        Claims falseClaims = with(claims, claim, step, state);
                        assertThat(Judge.compare(ledger, falseClaims).disagreements())
                                .as(step + " turned into " + state)
                                .anySatisfy(
                                        found -> assertThat(found.sentence()).contains(step.key()));
                        turned++;
                    }
                }
            }
        }
        assertThat(turned).isGreaterThan(ORDERS);
    }

    private static boolean hasEffect(Ledger ledger, String key) {
        return ledger.effects().stream().anyMatch(effect -> effect.key().equals(key));
    }

    private static Claims with(Claims claims, Claim claim, StepClaim step, State state) {
        var changed = StepClaim.of(step.step(), step.operation(), step.key(), state);
        var steps = claim.steps().stream()
                .map(one -> one.equals(step) ? changed : one)
                .toList();
        var falseClaim =
                new Claim(claim.execution(), claim.status(), steps, claim.openIncident(), claim.incidentKeys());
        var executions = claims.executions().stream()
                .map(one -> one.equals(claim) ? falseClaim : one)
                .toList();
        return new Claims(executions, claims.crashes(), claims.attemptTimeout());
    }

    private void change(Service service, String sql, Effect row) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + Ledger.file(data, service));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, row.id());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}
