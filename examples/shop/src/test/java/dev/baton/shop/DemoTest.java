package dev.baton.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Service;
import dev.baton.shop.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, with all its processes, in small. */
class DemoTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int demo(Consumer<Path> beforeComparison, String... arguments) {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = new Demo(out, false, beforeComparison).execute(arguments);
        System.out.println(text()); // has the seed
        return code;
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String lastLine() {
        List<String> lines = text().lines().toList();
        return lines.getLast();
    }

    @Test
    void ordersThatMeetFaultsEndInAgreement() throws Exception {
        Path data = folder.resolve("data");
        int code = demo(nothing -> {}, "--orders=20", "--seed=6", "--faults=some", "--json", "--data=" + data);
        assertThat(text()).contains("agree, effect by effect");
        assertThat(code).isZero();
        assertThat(lastLine())
                .startsWith(
                        "{\"orders\":20,\"completed\":16,\"compensated\":3,\"failed\":0,\"incidents\":1,\"crashes\":0,")
                .contains("\"disagreements\":0");
        assertThat(text()).contains("charge could not be undone: answered 422, \"The undo is refused.");
        assertThat(Ledger.readAll(data).effects()).hasSizeGreaterThan(60);
    }

    @Test
    void anEngineThatIsKilledLosesNoOrder() {
        int code = demo(nothing -> {}, "--orders=20", "--seed=6", "--faults=none", "--crash=2", "--json");
        assertThat(code).isZero();
        assertThat(lastLine()).contains("\"completed\":20", "\"crashes\":2", "\"disagreements\":0");
    }

    @Test
    void aLedgerThatWasChangedIsSeenAndTheEffectNamed() {
        int code = demo(
                data -> change(data, "delete from effects where business_order = 'order-0003' and kind = 'CHARGED'"),
                "--orders=5",
                "--faults=none",
                "--data=" + folder.resolve("data"));
        assertThat(code).isEqualTo(1);
        assertThat(text())
                .contains("DISAGREE in one point")
                .contains("Order 'order-0003', step 'charge', service payment, effect 'charged'");
    }

    private static void change(Path data, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + Ledger.file(data, Service.PAYMENT));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingStarts() throws Exception {
        Files.createDirectory(folder.resolve("used"));
        Files.createFile(folder.resolve("used").resolve("file"));
        assertThat(demo(nothing -> {}, "--faults=many")).isEqualTo(2);
        assertThat(demo(nothing -> {}, "--orders=0")).isEqualTo(2);
        assertThat(demo(nothing -> {}, "--rate=-1")).isEqualTo(2);
        assertThat(demo(nothing -> {}, "--data=" + folder.resolve("used"))).isEqualTo(2);
        assertThat(text()).isEmpty();
    }
}
