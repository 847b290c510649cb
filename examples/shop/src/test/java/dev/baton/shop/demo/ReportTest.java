package dev.baton.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.engine.Account;
import dev.baton.shop.engine.Account.OpenIncident;
import dev.baton.shop.engine.Account.Setback;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Disagreement;
import dev.baton.shop.judge.RepeatedMail;
import dev.baton.shop.judge.StepClaim;
import dev.baton.shop.judge.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final DemoOptions OPTIONS = new DemoOptions(4, 7, 25, FaultProfile.SOME, 1, Path.of("data"));

    private static Outcome outcome(List<String> lost, List<Disagreement> disagreements) {
        var account = new Account(
                List.of(
                        claim("order-0001", Status.COMPLETED, false),
                        claim("order-0002", Status.COMPENSATED, false),
                        claim("order-0003", Status.FAILED, false),
                        claim("order-0004", Status.COMPENSATING, true)),
                List.of(
                        new Setback("order-0002", "ship", "baton.refused", "No parcel goes there."),
                        new Setback("order-0003", "create-order", "baton.refused", "The books are closed."),
                        new Setback("order-0004", "ship", "baton.refused", "No parcel goes there.")),
                List.of(new OpenIncident(
                        "order-0004", "COMPENSATION_FAILED", "charge", "baton.refused", "The refund is refused.", 1)));
        var repeat = new RepeatedMail("order-0001", "key", RepeatedMail.Cause.TIME_OUT, "It came late.");
        var verdict = new Verdict(12, 3, 1, List.of(repeat), disagreements);
        return new Outcome(OPTIONS, account, verdict, lost, 1, 2, Duration.ofMillis(12_345));
    }

    private static Claim claim(String order, Status status, boolean incident) {
        StepClaim step = StepClaim.of("charge", Operation.CHARGE, order + "/r/charge/1", StepClaim.State.MAYBE);
        return new Claim(order, status, List.of(step), incident, Set.of());
    }

    private static String report(Outcome outcome) {
        var bytes = new ByteArrayOutputStream();
        Report.print(outcome, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void saysWhatBecameOfTheOrdersAndWhy() {
        assertThat(report(outcome(List.of(), List.of()))).isEqualTo("""

            4 orders in 12 s. Faults: some, seed: 7.

                    1  completed
                    1  compensated: they failed, and all they had done was undone
                          1  ship: No parcel goes there. (order-0002)
                    1  failed before they had done anything
                          1  create-order: The books are closed. (order-0003)
                    1  still going back, which waits for the incident
                    1  open incident
                          1  charge could not be undone: The refund is refused. (order-0004)
                    1  crash of the engine by kill -9; 2 starts were repeated

            The ledgers of the five services have 12 effects; 3 of them were undone.
            1 call came after its undo, and the service refused it.
            1 mail was sent again, because nobody could know whether the one before it was:
                          1  the answer did not come in time (order-0001)

            Baton and the ledgers agree, effect by effect.
            """);
    }

    @Test
    void saysWhatDoesNotFit() {
        var disagreement = new Disagreement(
                Disagreement.Kind.LEFT_STANDING, "order-0002", "charge", Service.PAYMENT, "charged", "It stands.");
        assertThat(report(outcome(List.of("It is lost."), List.of(disagreement))))
                .endsWith("""
                    Baton and the ledgers DISAGREE in 2 points:
                      It is lost.
                      It stands.
                    """);
    }

    @Test
    void saysHowManyOrdersHaveTheIncidentsIfOneHasSeveral() {
        var charge = new OpenIncident("order-0004", "COMPENSATION_FAILED", "charge", "baton.refused", "No refund.", 1);
        var stock = new OpenIncident("order-0004", "LATE_EFFECT", "reserve-stock", "baton.late", "It came late.", 1);
        var account =
                new Account(List.of(claim("order-0004", Status.COMPENSATING, true)), List.of(), List.of(charge, stock));
        var verdict = new Verdict(2, 0, 0, List.of(), List.of());
        assertThat(report(new Outcome(OPTIONS, account, verdict, List.of(), 0, 0, Duration.ofSeconds(9))))
                .contains("""
                            2  open incidents of 1 order
                                  1  charge could not be undone: No refund. (order-0004)
                                  1  reserve-stock took effect after it was settled: It came late. (order-0004)
                    """);
    }

    @Test
    void givesTheCountsAsJson() {
        assertThat(Report.json(outcome(List.of("It is lost."), List.of()))).isEqualTo("""
            {"orders":4,"completed":1,"compensated":1,"failed":1,"incidents":1,"crashes":1,"effects":12,\
            "disagreements":1,"seconds":12.3}\
            """);
    }
}
