package dev.baton.shop.demo;

import dev.baton.shop.engine.Account.OpenIncident;
import dev.baton.shop.engine.Account.Setback;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.RepeatedMail;
import dev.baton.shop.judge.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says how a run went: for people as text, for programs as one line of JSON. */
public final class Report {
    private static final int EXAMPLES_MAX = 3;
    private static final int LINES_MAX = 20;

    private final Outcome outcome;
    private final PrintStream out;

    private Report(Outcome outcome, PrintStream out) {
        this.outcome = outcome;
        this.out = out;
    }

    /** Prints the report for people. */
    public static void print(Outcome outcome, PrintStream out) {
        new Report(outcome, out).print();
    }

    /** The report for programs. */
    public static String json(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "{\"orders\":%d,\"completed\":%d,\"compensated\":%d,\"failed\":%d,\"incidents\":%d,\"crashes\":%d,"
                        + "\"effects\":%d,\"disagreements\":%d,\"seconds\":%.1f}",
                outcome.options().orders(),
                outcome.in(Status.COMPLETED),
                outcome.in(Status.COMPENSATED),
                outcome.in(Status.FAILED),
                outcome.account().incidents().size(),
                outcome.crashes(),
                outcome.verdict().effects(),
                outcome.disagreements().size(),
                seconds(outcome.passed()));
    }

    private void print() {
        DemoOptions options = outcome.options();
        line("");
        line(
                "%,d orders in %.0f s. Faults: %s, seed: %d.",
                options.orders(), seconds(outcome.passed()), options.faults().label(), options.seed());
        line("");
        count(outcome.in(Status.COMPLETED), "completed", "completed");
        String undone = "compensated: they failed, and all they had done was undone";
        count(outcome.in(Status.COMPENSATED), undone, undone);
        setbacks(Status.COMPENSATED);
        String early = "failed before they had done anything";
        count(outcome.in(Status.FAILED), early, early);
        setbacks(Status.FAILED);
        count(
                outcome.in(Status.COMPENSATING),
                "still going back, which waits for the incident",
                "still going back, which wait for the incidents");
        count(outcome.in(Status.RUNNING), "still under way", "still under way");
        incidents();
        String repeated = "; " + outcome.repeatedStarts() + " starts were repeated";
        count(
                outcome.crashes(),
                "crash of the engine by kill -9" + repeated,
                "crashes of the engine by kill -9" + repeated);
        line("");
        effects();
        line("");
        conclusion();
    }

    private void setbacks(Status status) {
        Set<String> orders = outcome.account().claims().stream()
                .filter(claim -> claim.status() == status)
                .map(Claim::execution)
                .collect(Collectors.toSet());
        groups(
                outcome.account().setbacks().stream()
                        .filter(setback -> orders.contains(setback.order()))
                        .toList(),
                setback -> setback.step() + ": " + Reason.of(setback.error(), setback.message()),
                Setback::order);
    }

    private void incidents() {
        List<OpenIncident> incidents = outcome.account().incidents();
        long orders = incidents.stream().map(OpenIncident::order).distinct().count();
        String of = orders == incidents.size() ? "" : " of " + orders + (orders == 1 ? " order" : " orders");
        count(incidents.size(), "open incident", "open incidents" + of);
        groups(
                incidents,
                incident -> incident.step() + " " + what(incident.kind()) + ": "
                        + Reason.of(incident.error(), incident.message()),
                OpenIncident::order);
    }

    private static String what(String kind) {
        return switch (kind) {
            case "COMPENSATION_FAILED" -> "could not be undone";
            case "LATE_EFFECT" -> "took effect after it was settled";
            case "FAILED_PAST_PIVOT" -> "failed past the point of no return";
            case "PIVOT_UNKNOWN" -> "has an unknown outcome, and there would be no way back";
            case "STOPPED" -> "could not be decided by Baton";
            default -> kind;
        };
    }

    private void effects() {
        Verdict verdict = outcome.verdict();
        line(
                "The ledgers of the five services have %,d effects; %,d of them were undone.",
                verdict.effects(), verdict.undone());
        int late = verdict.refusedLate();
        if (late > 0) {
            line(
                    late == 1
                            ? "%,d call came after its undo, and the service refused it."
                            : "%,d calls came after their undo, and the services refused them.",
                    late);
        }
        List<RepeatedMail> mails = verdict.repeatedMails();
        if (!mails.isEmpty()) {
            line(
                    "%,d %s sent again, because nobody could know whether the one before it was:",
                    mails.size(), mails.size() == 1 ? "mail was" : "mails were");
            var causes = new TreeMap<RepeatedMail.Cause, List<RepeatedMail>>(
                    mails.stream().collect(Collectors.groupingBy(RepeatedMail::cause)));
            causes.forEach((cause, repeats) -> example(
                    repeats.size(),
                    words(cause),
                    repeats.stream().map(RepeatedMail::order).toList()));
        }
    }

    private static String words(RepeatedMail.Cause cause) {
        return switch (cause) {
            case TIME_OUT -> "the answer did not come in time";
            case CONNECTION_LOST -> "the connection broke";
            case ENGINE_CRASH -> "the engine was killed";
            case STORE_AWAY -> "the store was away";
        };
    }

    private void conclusion() {
        List<String> disagreements = outcome.disagreements();
        if (disagreements.isEmpty()) {
            line("Baton and the ledgers agree, effect by effect.");
            return;
        }
        String points = disagreements.size() == 1 ? "one point" : disagreements.size() + " points";
        line("Baton and the ledgers DISAGREE in %s:", points);
        disagreements.stream().limit(LINES_MAX).forEach(sentence -> line("  %s", sentence));
        if (disagreements.size() > LINES_MAX) {
            line("  and %,d more", disagreements.size() - LINES_MAX);
        }
    }

    /** One line for each cause, the most frequent first. */
    private <T> void groups(List<T> all, Function<T, String> cause, Function<T, String> order) {
        Map<String, List<String>> groups = all.stream()
                .collect(Collectors.groupingBy(
                        cause, LinkedHashMap::new, Collectors.mapping(order, Collectors.toList())));
        groups.entrySet().stream()
                .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .forEach(group -> example(group.getValue().size(), group.getKey(), group.getValue()));
    }

    private void example(int number, String text, List<String> orders) {
        var some = new ArrayList<>(new TreeSet<>(orders));
        String more = some.size() > EXAMPLES_MAX ? ", …" : "";
        String names = String.join(", ", some.subList(0, Math.min(EXAMPLES_MAX, some.size()))) + more;
        line("           %,4d  %s (%s)", number, text, names);
    }

    /** What there is none of is not worth a line, but for what is hoped for. */
    private void count(long number, String one, String many) {
        if (number > 0 || one.equals("completed")) {
            line("  %,7d  %s", number, number == 1 ? one : many);
        }
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
