package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.HandedOver;
import dev.baton.store.LetterCodec;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to other engines as letters, those that are there together in one transaction. One whose outcome is
 * unknown is sent again under the same question: the first answer stands. Thread-safe.
 */
final class Outbox implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final int TOGETHER_MAX = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Store store;
    private final String member;
    private final Questions questions;
    private final int startsWaitingMax;
    private final Consumer<Set<Integer>> sent;
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean open = true;
    private volatile boolean sending;

    /** @param sent is told for which partitions letters were stored */
    Outbox(Store store, String member, Questions questions, int startsWaitingMax, Consumer<Set<Integer>> sent) {
        this.store = store;
        this.member = member;
        this.questions = questions;
        this.startsWaitingMax = startsWaitingMax;
        this.sent = sent;
        this.thread = Thread.ofPlatform().name("baton-outbox").daemon(true).start(this::run);
    }

    private sealed interface Item {
        record Post(Mail.Letter letter) implements Item {}

        record Over(int partition, HandedOver call) implements Item {}
    }

    /** Sends a command; its asker is told when the owner has decided it. */
    void send(int partition, ExecutionId id, Command command, Asker asker) {
        byte[] content = LetterCodec.encode(command);
        Optional<Mail.Asker> who = asker instanceof Asker.Here here
                ? Optional.of(new Mail.Asker(questions.ask(id, here.answer()), member))
                : Optional.empty();
        items.add(new Item.Post(new Mail.Letter(partition, id, content, who)));
    }

    /** A call that was handed over has ended; its answer was sent before. */
    void over(int partition, HandedOver call) {
        items.add(new Item.Over(partition, call));
    }

    /** Whether there is room for starts: what ends work is taken in any case. */
    boolean hasRoom() {
        return items.size() < startsWaitingMax;
    }

    /** Whether everything that was given is in the store. */
    boolean isEmpty() {
        return items.isEmpty() && !sending;
    }

    private void run() {
        while (open || !items.isEmpty()) {
            try {
                Item first = items.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    var together = new ArrayList<Item>();
                    together.add(first);
                    items.drainTo(together, TOGETHER_MAX - 1);
                    sending = true;
                    send(together);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                log.error("Bug: a letter could not be sent; please report this. [BATON-901]", e);
            } finally {
                sending = false;
            }
        }
    }

    private void send(List<Item> together) throws InterruptedException {
        var letters = new ArrayList<Mail.Letter>();
        for (Item item : together) {
            if (item instanceof Item.Post post) {
                letters.add(post.letter);
            }
        }
        deliver(letters);
        for (Item item : together) {
            if (item instanceof Item.Over over) {
                repeat(() -> store.forget(over.partition, List.of(over.call)));
            }
        }
    }

    /** A letter that the store refuses is alone in the end, and its writer is told. */
    private void deliver(List<Mail.Letter> letters) throws InterruptedException {
        if (letters.isEmpty()) {
            return;
        }
        try {
            repeat(() -> store.mail().send(letters));
        } catch (BatchRefusedException e) {
            if (letters.size() > 1) {
                int half = letters.size() / 2;
                deliver(letters.subList(0, half));
                deliver(letters.subList(half, letters.size()));
            } else {
                log.error(
                        "Bug: the store refuses a letter for '{}'. [BATON-901]",
                        letters.getFirst().execution(),
                        e);
                letters.getFirst().asker().ifPresent(asker -> questions.fail(asker.question(), e));
            }
            return;
        }
        sent.accept(letters.stream().map(Mail.Letter::partition).collect(Collectors.toSet()));
    }

    private void repeat(Runnable action) throws InterruptedException {
        while (true) {
            try {
                action.run();
                return;
            } catch (StoreUnavailableException e) {
                if (!open) {
                    log.warn("What was to be sent to another engine is lost, since the store does not answer.", e);
                    return;
                }
                log.warn("The store did not answer; letters are sent again in {}.", PAUSE, e);
                closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** What was given is sent first, unless the store does not answer. */
    @Override
    public void close() {
        open = false;
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
