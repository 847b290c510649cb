package dev.baton.shop.demo;

import dev.baton.ExecutionStatus;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** For a terminal: a table that is drawn over and over at the same place, 80 columns wide. */
final class LiveTable implements Screen {
    private static final int BAR = 40;
    private static final int NEWS_MAX = 4;
    private static final int COLUMNS = 79;

    private final PrintStream out;
    private final String title;
    private final int crashes;
    private final Deque<String> news = new ArrayDeque<>(); // guarded by this
    private int linesDrawn; // guarded by this
    private @Nullable Progress last; // guarded by this

    LiveTable(PrintStream out, DemoOptions options) {
        this.out = out;
        this.title = String.format(
                Locale.ROOT,
                "%,d orders, faults: %s, seed %d",
                options.orders(),
                options.faults().label(),
                options.seed());
        this.crashes = options.crashes();
    }

    @Override
    public synchronized void show(Progress progress) {
        last = progress;
        var lines = new ArrayList<String>();
        lines.add(String.format("  %-68s%5d s", title, progress.passed().toSeconds()));
        lines.add("");
        lines.add(row("started", progress.started()) + "  " + bar(progress.started(), progress.orders()));
        long done = progress.in(ExecutionStatus.COMPLETED);
        lines.add(row("completed", done) + "  " + bar(done, progress.orders()));
        lines.add(row("under way", progress.in(ExecutionStatus.RUNNING)) + "  " + steps(progress));
        lines.add(row("going back", progress.in(ExecutionStatus.COMPENSATING)));
        lines.add(row("compensated", progress.in(ExecutionStatus.COMPENSATED)));
        lines.add(row("failed", progress.in(ExecutionStatus.FAILED)));
        lines.add(row("incidents", progress.incidents()));
        if (crashes > 0) {
            lines.add(
                    row("crashes", progress.crashes()) + "  of " + crashes + (progress.down() ? ", engine down" : ""));
        }
        if (!news.isEmpty()) {
            lines.add("");
            news.forEach(line -> lines.add("  " + line));
        }
        draw(lines);
    }

    @Override
    public synchronized void tell(String line, boolean remarkable) {
        news.addLast(line);
        if (news.size() > NEWS_MAX) {
            news.removeFirst();
        }
        if (last != null) {
            show(last);
        }
    }

    @Override
    public synchronized void end() {
        draw(List.of());
    }

    private void draw(List<String> lines) {
        var text = new StringBuilder();
        if (linesDrawn > 0) {
            text.append("\033[").append(linesDrawn).append("A\r\033[J"); // up, and clear what is below
        }
        for (String line : lines) {
            text.append(line, 0, Math.min(line.length(), COLUMNS)).append('\n');
        }
        linesDrawn = lines.size();
        out.print(text);
        out.flush();
    }

    private static String row(String name, long number) {
        return String.format(Locale.ROOT, "  %-12s%,7d", name, number);
    }

    private static String bar(long part, int whole) {
        int full = (int) (part * BAR / whole);
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    private static String steps(Progress progress) {
        return progress.running().entrySet().stream()
                .map(step -> step.getKey() + " " + step.getValue())
                .collect(Collectors.joining(", "));
    }
}
