package dev.baton.torture;

import dev.baton.ExecutionStatus;
import dev.baton.shop.contract.Order;
import dev.baton.shop.demo.Orders;
import dev.baton.torture.node.End;
import dev.baton.torture.node.SideSagas;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts orders at an even rate, through whichever node is up, and beside them a tenth as many talks and naps. Who gets no
 * answer asks again, as a client does, with the same id.
 */
final class TortureLoad implements AutoCloseable {
    /** Longer than any harm lasts, with a takeover behind it. */
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ORDERS_PER_SIDE_SAGA = 10;

    /** What a talk or a nap takes; a short run begins none whose end it would have to wait for. */
    private static final Duration SIDE_SAGA = Duration.ofSeconds(8);

    private static final int BETWEEN_WORDS_MILLIS_MAX = 3_000;

    private final Setting setting;
    private final Nodes nodes;
    private final Book book;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    TortureLoad(Setting setting, Nodes nodes, Book book) {
        this.setting = setting;
        this.nodes = nodes;
        this.book = book;
    }

    /** Begins all that the time allows, and returns then; the answers may still be on their way. */
    void run() throws InterruptedException {
        int number = Math.max(1, (int) (setting.rate() * setting.length().toMillis() / 1_000));
        var random = new SplittableRandom(setting.seed());
        long began = System.nanoTime();
        double gap = TimeUnit.SECONDS.toNanos(1) / setting.rate();
        double tail = setting.isShort() ? setting.rate() * SIDE_SAGA.toSeconds() : 0;
        int begun = 0;
        for (Order order : Orders.drawn(setting.seed(), number)) {
            TimeUnit.NANOSECONDS.sleep(began + (long) (gap * begun) - System.nanoTime());
            threads.execute(() -> start(order));
            if (begun % ORDERS_PER_SIDE_SAGA == 0 && (begun == 0 || number - begun > tail)) {
                long seed = random.nextLong();
                String suffix = order.order();
                threads.execute(() -> talk("talk-" + suffix, new SplittableRandom(seed)));
                threads.execute(() -> nap("nap-" + suffix));
            }
            begun++;
        }
    }

    /** Returns when all that was begun was answered, or given up. */
    void finish() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(3 * ANSWER_MAX.toSeconds(), TimeUnit.SECONDS)) {
            book.failed("Some starts got neither an answer nor an end.");
        }
    }

    private void start(Order order) {
        long asked = System.nanoTime();
        if (insist("Order '" + order.order() + "'", node -> node.start(order))) {
            book.ordered(order, new Book.Answer(asked, Duration.ofNanos(System.nanoTime() - asked)));
        }
    }

    private void nap(String id) {
        if (insist("Nap '" + id + "'", node -> node.startNap(id))) {
            book.napped(id);
        }
    }

    private void talk(String id, SplittableRandom random) {
        if (!insist("Talk '" + id + "'", node -> node.startTalk(id))) {
            return;
        }
        book.talked(id);
        for (int number = 1; number <= SideSagas.MESSAGES; number++) {
            int word = number;
            if (!rests(Duration.ofMillis(random.nextInt(BETWEEN_WORDS_MILLIS_MAX / (setting.isShort() ? 3 : 1))))
                    || !insist("Word " + word + " of '" + id + "'", node -> say(node, id, word))) {
                return;
            }
        }
    }

    /** A repeat of the last word may come after the talk has ended, which says that it was heard. */
    private static void say(NodeCaller node, String id, int number) throws IOException, InterruptedException {
        try {
            node.say(id, number, "" + number);
        } catch (NodeCaller.RefusedException e) {
            List<End> ends = number == SideSagas.MESSAGES ? node.ends(List.of(id)) : List.of();
            if (ends.stream().noneMatch(end -> end.status() == ExecutionStatus.COMPLETED)) {
                throw e;
            }
        }
    }

    private interface Asking {
        void ask(NodeCaller node) throws IOException, InterruptedException;
    }

    private boolean insist(String what, Asking asking) {
        long end = System.nanoTime() + ANSWER_MAX.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                asking.ask(nodes.any());
                return true;
            } catch (IOException e) {
                last = "" + e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (!rests(PAUSE)) {
                return false;
            }
        }
        book.failed(what + " got no answer within " + ANSWER_MAX.toSeconds() + " s. The last attempt: " + last);
        return false;
    }

    private static boolean rests(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
