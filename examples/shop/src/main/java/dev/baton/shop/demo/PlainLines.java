package dev.baton.shop.demo;

import dev.baton.ExecutionStatus;
import java.io.PrintStream;
import java.time.Duration;

/** For logs and pipes: a line every few seconds. */
final class PlainLines implements Screen {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintStream out;
    private Duration next = Duration.ZERO; // guarded by this

    PlainLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void show(Progress progress) {
        if (progress.passed().compareTo(next) < 0) {
            return;
        }
        next = progress.passed().plus(PAUSE);
        out.printf(
                "%4d s  %d of %d started, %d completed, %d under way, %d going back, %d compensated, %d failed,"
                        + " %d with an incident%n",
                progress.passed().toSeconds(),
                progress.started(),
                progress.orders(),
                progress.in(ExecutionStatus.COMPLETED),
                progress.in(ExecutionStatus.RUNNING),
                progress.in(ExecutionStatus.COMPENSATING),
                progress.in(ExecutionStatus.COMPENSATED),
                progress.in(ExecutionStatus.FAILED),
                progress.incidents());
        out.flush();
    }

    @Override
    public synchronized void tell(String news) {
        out.println("        " + news);
        out.flush();
    }

    @Override
    public void end() {}
}
