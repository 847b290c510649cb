package dev.baton.shop.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
    private static final Duration AWAIT_MAX = Duration.ofSeconds(20);
    private static final ServiceOptions CALM = ServiceOptions.of(1, FaultProfile.NONE);

    @TempDir
    Path data;

    @Test
    void allFiveRunAsProcessesOfTheirOwnAndEnd() throws Exception {
        var processes = new ArrayList<ServiceProcess>();
        try (ShopProcesses shop = ShopProcesses.startAll(data, CALM)) {
            for (Service service : Service.values()) {
                processes.add(shop.process(service));
            }
            assertThat(processes).extracting(ServiceProcess::pid).doesNotHaveDuplicates();
            var caller = new Caller(shop.uri(Service.PAYMENT));
            assertThat(caller.forward(Operation.CHARGE, "order-1/r1/charge/1", new Charge("order-1", "ann", 5))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Ledger.readAll(data).effects()).hasSize(1);
        }
        assertThat(processes).noneMatch(ServiceProcess::isAlive);
        assertThat(Files.readString(data.resolve("payment.log"))).isEmpty();
    }

    @Test
    void aServiceEndsWhenItsInputEnds() throws Exception {
        try (ServiceProcess process = ServiceProcess.start(Service.MAIL, data, CALM)) {
            ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
            process.endInput();
            handle.onExit().get(10, TimeUnit.SECONDS);
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void aServiceThatCannotStartSaysWhy() throws Exception {
        var folder = data.resolve("mail.db");
        Files.createDirectory(folder);
        assertThatThrownBy(() -> ServiceProcess.start(Service.MAIL, data, CALM).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The service mail was started and is not ready")
                .hasMessageContaining("SQLITE_CANTOPEN");
    }

    @Test
    void ifOneOfTheFiveCannotStartNoneIsLeft() throws Exception {
        Files.createDirectory(data.resolve("mail.db"));
        var before = ProcessHandle.current().children().toList();
        assertThatThrownBy(() -> ShopProcesses.startAll(data, CALM).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The service mail");
        Await.until(
                AWAIT_MAX,
                "the end of the others",
                () -> before.containsAll(ProcessHandle.current().children().toList()));
    }

    @Test
    void aServiceTakesTheTimingsItIsGiven() {
        assertThat(ShopTimings.DEFAULT.beyond()).isGreaterThan(ShopTimings.DEFAULT.attemptTimeout());
        assertThat(ShopTimings.DEFAULT.late()).isLessThan(ShopTimings.DEFAULT.attemptTimeout());
        assertThat(ShopTimings.DEFAULT.settle())
                .isGreaterThan(ShopTimings.DEFAULT.beyond().minus(ShopTimings.DEFAULT.attemptTimeout()));
        assertThatThrownBy(() -> new ShopTimings(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
