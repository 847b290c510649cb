package dev.baton.shop.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Goods;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.Shipment;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.ledger.Effect;
import dev.baton.shop.ledger.Ledger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds at every service that knows keys, over real HTTP. */
class KeyContractTest {
    private static final String KEY = "order-1/r1/buy/step + more/1";

    @TempDir
    Path data;

    /** A keyed operation with its undo, its probe, and two messages. */
    enum Keyed {
        ORDER(Operation.CREATE_ORDER, Operation.CANCEL_ORDER, Operation.FIND_ORDER) {
            @Override
            Object message(int size) {
                return new Order("order-1", "ann", "tea", size, 100, "Kiel");
            }
        },
        INVENTORY(Operation.RESERVE, Operation.RELEASE, Operation.FIND_RESERVATION) {
            @Override
            Object message(int size) {
                return new Goods("order-1", "tea", size);
            }
        },
        PAYMENT(Operation.CHARGE, Operation.REFUND, Operation.FIND_CHARGE) {
            @Override
            Object message(int size) {
                return new Charge("order-1", "ann", size);
            }
        },
        SHIPPING(Operation.SHIP, Operation.SHIP, Operation.FIND_SHIPMENT) {
            @Override
            Object message(int size) {
                return new Shipment("order-1", "Kiel", "R-" + size);
            }
        };

        final Operation forward;
        final Operation undo;
        final Operation probe;

        Keyed(Operation forward, Operation undo, Operation probe) {
            this.forward = forward;
            this.undo = undo;
            this.probe = probe;
        }

        abstract Object message(int size);

        Service service() {
            return forward.service();
        }
    }

    private ShopServer start(Keyed keyed) throws Exception {
        return ShopServer.start(keyed.service(), data, 0, ServiceOptions.of(1, FaultProfile.NONE));
    }

    private List<Effect> effects(Keyed keyed) throws Exception {
        return Ledger.read(data, keyed.service()).effects();
    }

    @ParameterizedTest
    @EnumSource
    void theSameKeyAgainHasTheSameAnswerAndNoSecondEffect(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            var first = caller.forward(keyed.forward, KEY, keyed.message(1));
            var second = caller.forward(keyed.forward, KEY, keyed.message(1));
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(effects(keyed)).hasSize(1);
            assertThat(Ledger.read(data, keyed.service()).calls())
                    .extracting(call -> call.attempt())
                    .containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsRememberedByTheNextProcess(Keyed keyed) throws Exception {
        String answer;
        try (ShopServer server = start(keyed)) {
            answer = new Caller(server.uri())
                    .forward(keyed.forward, KEY, keyed.message(1))
                    .body();
        }
        try (ShopServer server = start(keyed)) {
            assertThat(new Caller(server.uri())
                            .forward(keyed.forward, KEY, keyed.message(1))
                            .body())
                    .isEqualTo(answer);
            assertThat(effects(keyed)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherPayloadUnderAKnownKeyIsRefused(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            caller.forward(keyed.forward, KEY, keyed.message(1));
            var other = caller.forward(keyed.forward, KEY, keyed.message(2));
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(other.body()).contains("another payload");
            assertThat(effects(keyed)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SHIPPING", mode = EnumSource.Mode.EXCLUDE)
    void anUndoTakesTheEffectBackOnceAndALateCallIsRefused(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            caller.forward(keyed.forward, KEY, keyed.message(1));
            var undone = caller.undo(keyed.undo, KEY);
            var again = caller.undo(keyed.undo, KEY);
            assertThat(undone.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(undone.body()).contains("\"effect\":true");
            assertThat(caller.forward(keyed.forward, KEY, keyed.message(1)).statusCode())
                    .isEqualTo(410);
            assertThat(caller.probe(keyed.probe, KEY).statusCode()).isEqualTo(410);
            EffectKind done = keyed.forward.effect().orElseThrow();
            EffectKind back = keyed.undo.effect().orElseThrow();
            assertThat(effects(keyed)).extracting(Effect::kind).containsExactly(done, back);
            assertThat(effects(keyed)).extracting(Effect::order).containsOnly("order-1");
            assertThat(effects(keyed).getLast().undoes()).isEqualTo(Optional.of(KEY));
            assertThat(effects(keyed).getLast().key()).isEqualTo(KEY + "/undo");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProbeTellsTheResult(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            String result = caller.forward(keyed.forward, KEY, keyed.message(1)).body();
            var probe = caller.probe(keyed.probe, KEY);
            assertThat(probe.statusCode()).isEqualTo(200);
            assertThat(probe.body()).isEqualTo(result);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDER", "PAYMENT"})
    void anUndoOfAnUnknownKeyFencesIt(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            var undone = caller.undo(keyed.undo, KEY);
            assertThat(undone.statusCode()).isEqualTo(200);
            assertThat(undone.body()).contains("\"effect\":false");
            assertThat(caller.forward(keyed.forward, KEY, keyed.message(1)).statusCode())
                    .isEqualTo(410);
            assertThat(effects(keyed)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDER", "PAYMENT", "SHIPPING"})
    void aProbeOfAnUnknownKeyFencesIt(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            assertThat(caller.probe(keyed.probe, KEY).statusCode()).isEqualTo(410);
            assertThat(caller.forward(keyed.forward, KEY, keyed.message(1)).statusCode())
                    .isEqualTo(410);
            assertThat(effects(keyed)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "INVENTORY")
    void withoutTombstonesALateCallStillTakesEffect(Keyed keyed) throws Exception {
        try (ShopServer server = start(keyed)) {
            var caller = new Caller(server.uri());
            assertThat(caller.undo(keyed.undo, KEY).statusCode()).isEqualTo(404);
            assertThat(caller.probe(keyed.probe, KEY).statusCode()).isEqualTo(404);
            assertThat(caller.forward(keyed.forward, KEY, keyed.message(1)).statusCode())
                    .isEqualTo(200);
            assertThat(caller.undo(keyed.undo, KEY).statusCode()).isEqualTo(200);
            assertThat(effects(keyed)).hasSize(2);
        }
    }
}
