package dev.baton.shop.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Mail;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.fault.FaultPlan;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.ledger.Call;
import dev.baton.shop.ledger.Effect;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a call meets, over real HTTP. The orders are found by asking the plan which of them meets the fault. */
class FaultyServiceTest {
    private static final Duration AWAIT_MAX = Duration.ofSeconds(20);
    private static final long SEED = 7;
    private static final FaultPlan PLAN = new FaultPlan(FaultProfile.STORM, SEED);
    private static final ShopTimings TIMINGS = new ShopTimings(Duration.ofMillis(200));
    private static final int ORDERS_MAX = 100_000;

    @TempDir
    Path data;

    private static ServiceOptions storm() {
        return ServiceOptions.of(SEED, FaultProfile.STORM).with(TIMINGS);
    }

    /** An order whose first calls of the operation meet just these. */
    private static String orderThatMeets(Operation operation, Fault... faults) {
        return IntStream.range(0, ORDERS_MAX)
                .mapToObj(i -> "order-" + i)
                .filter(order ->
                        PLAN.storyOf(order).getOrDefault(operation, List.of()).equals(List.of(faults)))
                .findFirst()
                .orElseThrow();
    }

    private static String key(String order) {
        return order + "/r1/charge/1";
    }

    private static Charge charge(String order) {
        return new Charge(order, "ann", 100);
    }

    private List<Effect> effects() throws Exception {
        return Ledger.read(data, Service.PAYMENT).effects();
    }

    private Call lastCall() throws Exception {
        return Ledger.read(data, Service.PAYMENT).calls().getLast();
    }

    private static void assertStatus(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "UNAVAILABLE", "UNAUTHORIZED", "TOO_MANY"})
    void theFirstAttemptFailsWithoutAnEffectAndTheSecondSucceeds(Fault fault) throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, fault);
            var answer = caller.forward(Operation.CHARGE, key(order), charge(order));
            assertStatus(
                    answer,
                    switch (fault) {
                        case ERROR -> 500;
                        case UNAVAILABLE -> 503;
                        case UNAUTHORIZED -> 401;
                        default -> 429;
                    });
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(fault == Fault.TOO_MANY);
            assertThat(effects()).isEmpty();
            assertThat(lastCall().fault()).isEqualTo(fault);
            assertThat(lastCall().status()).hasValue(answer.statusCode());
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 200);
            assertThat(effects()).hasSize(1);
        }
    }

    @Test
    void aRefusalIsKept() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, Fault.REFUSE);
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 422);
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 422);
            assertStatus(caller.probe(Operation.FIND_CHARGE, key(order)), 410);
            assertThat(effects()).isEmpty();
        }
    }

    @Test
    void aRefusedRefundLeavesTheChargeAndTheNextOneSucceeds() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = IntStream.range(0, ORDERS_MAX)
                    .mapToObj(i -> "order-" + i)
                    .filter(id -> PLAN.storyOf(id)
                            .getOrDefault(Operation.REFUND, List.of())
                            .equals(List.of(Fault.REFUSE)))
                    .filter(id -> !PLAN.storyOf(id).containsKey(Operation.CHARGE))
                    .findFirst()
                    .orElseThrow();
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 200);
            assertStatus(caller.undo(Operation.REFUND, key(order)), 422);
            assertThat(effects()).hasSize(1);
            assertStatus(caller.undo(Operation.REFUND, key(order)), 200);
            assertThat(effects()).extracting(Effect::kind).containsExactly(EffectKind.CHARGED, EffectKind.REFUNDED);
        }
    }

    @Test
    void aDroppedConnectionHasNoEffect() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, Fault.DROP);
            assertThatThrownBy(() -> caller.forward(Operation.CHARGE, key(order), charge(order)))
                    .isInstanceOf(IOException.class);
            assertThat(effects()).isEmpty();
            assertThat(lastCall().status()).isEmpty();
            assertThat(Ledger.read(data, Service.PAYMENT).underWay()).isEmpty();
        }
    }

    @Test
    void aLostAnswerHasItsEffectAndIsThereTheNextTime() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, Fault.LOSE);
            assertThatThrownBy(() -> caller.forward(Operation.CHARGE, key(order), charge(order)))
                    .isInstanceOf(IOException.class);
            assertThat(effects()).hasSize(1);
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 200);
            assertThat(effects()).hasSize(1);
        }
    }

    @Test
    void aHeldAnswerHasItsEffectLongBefore() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, Fault.HOLD);
            var held = caller.forwardLater(Operation.CHARGE, key(order), charge(order));
            Await.until(
                    AWAIT_MAX, "the effect of the held call", () -> !effects().isEmpty());
            assertThat(held).isNotDone();
            assertThat(Ledger.read(data, Service.PAYMENT).underWay()).hasSize(1);
            assertStatus(caller.forward(Operation.CHARGE, key(order), charge(order)), 200);
            assertStatus(held.join(), 200);
            assertThat(effects()).hasSize(1);
            assertThat(Ledger.read(data, Service.PAYMENT).underWay()).isEmpty();
            Call first = Ledger.read(data, Service.PAYMENT).calls().getFirst();
            assertThat(Duration.between(first.arrived(), first.answered().orElseThrow()))
                    .isGreaterThan(TIMINGS.attemptTimeout());
        }
    }

    @Test
    void aStalledCallThatComesAfterItsUndoIsRefused() throws Exception {
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, storm())) {
            var caller = new Caller(server.uri());
            String order = IntStream.range(0, ORDERS_MAX)
                    .mapToObj(i -> "order-" + i)
                    .filter(id -> PLAN.storyOf(id)
                            .getOrDefault(Operation.CHARGE, List.of())
                            .equals(List.of(Fault.STALL)))
                    .filter(id -> !PLAN.storyOf(id).containsKey(Operation.REFUND))
                    .findFirst()
                    .orElseThrow();
            var stalled = caller.forwardLater(Operation.CHARGE, key(order), charge(order));
            Await.until(
                    AWAIT_MAX,
                    "the stalled call",
                    () -> !Ledger.read(data, Service.PAYMENT).calls().isEmpty());
            assertStatus(caller.undo(Operation.REFUND, key(order)), 200);
            assertStatus(stalled.join(), 410);
            assertThat(effects()).isEmpty();
        }
    }

    @Test
    void theSameKeyWhileItIsInProgressGets409() throws Exception {
        var slow = ServiceOptions.of(SEED, FaultProfile.STORM).with(new ShopTimings(Duration.ofSeconds(8)));
        try (ShopServer server = ShopServer.start(Service.PAYMENT, data, 0, slow)) {
            var caller = new Caller(server.uri());
            String order = orderThatMeets(Operation.CHARGE, Fault.LATE);
            var late = caller.forwardLater(Operation.CHARGE, key(order), charge(order));
            var others = new ArrayList<Integer>();
            Await.until(AWAIT_MAX, "a call that finds the key in progress", () -> {
                if (!Ledger.read(data, Service.PAYMENT).calls().isEmpty()) {
                    others.add(caller.forward(Operation.CHARGE, key(order), charge(order))
                            .statusCode());
                }
                return others.contains(409);
            });
            assertStatus(late.join(), 200);
            assertThat(effects()).hasSize(1);
        }
    }

    @Test
    void theSameSeedMeetsTheSameFaultsAgain(@TempDir Path one, @TempDir Path other) throws Exception {
        assertThat(statuses(one))
                .isEqualTo(statuses(other))
                .contains(200, 401, 503)
                .hasSize(60);
    }

    private static List<Integer> statuses(Path folder) throws Exception {
        var impatient = ServiceOptions.of(SEED, FaultProfile.STORM).with(new ShopTimings(Duration.ofMillis(1)));
        var statuses = new ArrayList<Integer>();
        try (ShopServer server = ShopServer.start(Service.PAYMENT, folder, 0, impatient)) {
            var caller = new Caller(server.uri());
            for (int i = 0; statuses.size() < 60; i++) {
                String order = "order-" + i;
                if (PLAN.faultOf(Operation.CHECK_FRAUD, order, 1).hidesAnEffect()) {
                    continue; // takes a second each, and proves nothing more here
                }
                statuses.add(statusOf(caller, order));
            }
        }
        return statuses;
    }

    private static int statusOf(Caller caller, String order) throws InterruptedException {
        try {
            return caller.forward(Operation.CHECK_FRAUD, order + "/r1/check/1", new FraudCheck(order, "ann", 5))
                    .statusCode();
        } catch (IOException e) {
            return 0; // the connection broke
        }
    }

    @Test
    void everyCallToTheMailServiceIsAMail() throws Exception {
        try (ShopServer server = ShopServer.start(Service.MAIL, data, 0, ServiceOptions.of(SEED, FaultProfile.NONE))) {
            var caller = new Caller(server.uri());
            var mail = new Mail("order-1", "ann", "On its way.");
            assertStatus(caller.forward(Operation.SEND_MAIL, "order-1/r1/mail/1", mail), 200);
            assertStatus(caller.forward(Operation.SEND_MAIL, "order-1/r1/mail/1", mail), 200);
            assertThat(Ledger.read(data, Service.MAIL).effects()).hasSize(2);
        }
    }

    @Test
    void whatIsNoCallIsRefusedWithASentence() throws Exception {
        try (ShopServer server =
                ShopServer.start(Service.PAYMENT, data, 0, ServiceOptions.of(SEED, FaultProfile.NONE))) {
            var caller = new Caller(server.uri());
            var noKey = caller.raw("POST", "/charges", "", "{}");
            assertStatus(noKey, 400);
            assertThat(noKey.body()).contains(Operation.KEY_HEADER);
            assertStatus(caller.raw("DELETE", "/chargs/k", "k/undo", ""), 400);
            assertStatus(caller.raw("POST", "/charges", "k", "{\"order\":"), 400);
            var negative = caller.raw("POST", "/charges", "k", "{\"order\":\"o\",\"customer\":\"c\",\"cents\":-1}");
            assertStatus(negative, 400);
            assertThat(negative.body()).contains("'cents' is -1");
            assertStatus(caller.raw("POST", "/charges", "k", "x".repeat(100_000)), 413);
            assertStatus(caller.raw("POST", "/charges", "k".repeat(400), "{}"), 400);
            assertThat(effects()).isEmpty();
            assertThat(Optional.of(Ledger.read(data, Service.PAYMENT).calls().size()))
                    .hasValue(2);
        }
    }
}
