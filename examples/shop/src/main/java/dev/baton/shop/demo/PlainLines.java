package dev.baton.shop.demo;

import dev.baton.ExecutionStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** For logs and pipes: a line every few seconds. */
final class PlainLines implements Screen {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintStream out;
    private Duration next = FIRST; // guarded by this

    PlainLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void show(Progress progress) {
        if (progress.passed().compareTo(next) < 0) {
            return;
        }
        next = progress.passed().plus(PAUSE);
        var line = new StringBuilder(String.format(
                Locale.ROOT,
                "%4d s  %d of %d started",
                progress.passed().toSeconds(),
                progress.started(),
                progress.orders()));
        add(line, progress.in(ExecutionStatus.COMPLETED), "completed");
        add(line, progress.in(ExecutionStatus.RUNNING), "under way");
        add(line, progress.in(ExecutionStatus.COMPENSATING), "going back");
        add(line, progress.in(ExecutionStatus.COMPENSATED), "compensated");
        add(line, progress.in(ExecutionStatus.FAILED), "failed");
        add(line, progress.incidents(), "with an incident");
        out.println(line);
        out.flush();
    }

    private static void add(StringBuilder line, long number, String what) {
        if (number > 0) {
            line.append(", ").append(number).append(' ').append(what);
        }
    }

    @Override
    public synchronized void tell(String news, boolean remarkable) {
        if (remarkable) {
            out.println("        " + news);
            out.flush();
        }
    }

    @Override
    public void end() {}
}
