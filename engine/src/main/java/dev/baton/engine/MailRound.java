package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.store.LetterCodec;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches from the store what other engines sent: letters for the partitions that are owned here, answers, and ends that
 * somebody waits for. It looks when it gets a hint, and from time to time. Thread-safe.
 *
 * <p>There is no cursor: what is there is read, but for what is in hand. A letter is in hand until the batch that takes it
 * is stored, so no later look can find it again.
 */
final class MailRound implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MailRound.class);
    private static final int PAGE = 1_000;
    /** Messages that wait for a partition; while there are more, its letters stay in the store. */
    private static final int WAITING_MAX = 4_000;

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SELDOM = Duration.ofMillis(250);

    private final Store store;
    private final List<Partition> partitions;
    private final Questions questions;
    private final StoredExecutions stored;
    private final BooleanSupplier isFull;
    private final Duration idle;
    /** The partition of each letter in hand. */
    private final Map<Long, Integer> inHand = new ConcurrentHashMap<>();

    private final AtomicLong begun = new AtomicLong();
    /** The first reading that somebody waits for; 0 if nobody does. */
    private final AtomicLong awaited = new AtomicLong();
    /** The last complete reading of each partition. */
    private final Map<Integer, Long> read = new ConcurrentHashMap<>();

    private final Thread thread;
    private volatile boolean hinted;
    private volatile boolean open = true;

    /** @param isFull whether so many calls wait that no start is taken */
    MailRound(
            Store store,
            List<Partition> partitions,
            Questions questions,
            StoredExecutions stored,
            BooleanSupplier isFull) {
        this.store = store;
        this.partitions = partitions;
        this.questions = questions;
        this.stored = stored;
        this.isFull = isFull;
        this.idle = store.wakeups().isPresent() ? SELDOM : OFTEN;
        this.thread = Thread.ofPlatform().name("baton-mail").daemon(true).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /** Asks for a reading; answers the number of the last one that has begun. */
    long mark() {
        long mark = begun.get();
        awaited.accumulateAndGet(mark + 1, Math::max);
        hint();
        return mark;
    }

    /** The last reading that found all letters of a partition. */
    long read(int partition) {
        return read.getOrDefault(partition, 0L);
    }

    /** There may be something; it looks at once. */
    void hint() {
        hinted = true;
        LockSupport.unpark(thread);
    }

    /** Letters are taken for good. */
    void taken(Collection<Long> letters) {
        letters.forEach(inHand::remove);
    }

    /** Letters of a partition are another engine's from now on. */
    void left(int partition) {
        inHand.values().removeIf(letter -> letter == partition);
    }

    private void run() {
        while (open) {
            boolean more = false;
            try {
                hinted = false;
                more = fetchLetters();
                fetchAnswers();
                stored.tellEnds();
                stored.lookAgain();
            } catch (StoreUnavailableException e) {
                log.warn("The store did not answer; it is asked for letters again in {}.", SELDOM, e);
                LockSupport.parkNanos(this, SELDOM.toNanos());
            } catch (RuntimeException | Error e) {
                log.error("Bug: letters could not be fetched; it is tried again. [BATON-901]", e);
                LockSupport.parkNanos(this, SELDOM.toNanos());
            }
            if (!more && !hinted && open) {
                boolean awaited = !questions.isEmpty() || stored.isAwaited();
                LockSupport.parkNanos(this, (awaited ? OFTEN : idle).toNanos());
            }
        }
    }

    private boolean fetchLetters() {
        long number = begun.incrementAndGet();
        List<Integer> owned = new ArrayList<>();
        for (Partition partition : partitions) {
            if (partition.ownership.isHeld() && partition.waiting() < WAITING_MAX) {
                owned.add(partition.number);
            }
        }
        if (owned.isEmpty()) {
            return false;
        }
        List<Mail.Received> page = store.mail().waiting(owned, List.copyOf(inHand.keySet()), PAGE);
        boolean full = isFull.getAsBoolean();
        Set<ExecutionId> left = new HashSet<>();
        for (Mail.Received received : page) {
            deliver(received, full, left);
        }
        if (page.size() < PAGE) {
            owned.forEach(partition -> read.put(partition, number));
            long first = awaited.get();
            if (first > 0 && number >= first && awaited.compareAndSet(first, 0)) {
                owned.forEach(partition -> partitions.get(partition).wake());
            }
        }
        return left.isEmpty() && page.size() == PAGE;
    }

    /**
     * Puts a letter into the lane that keeps its order: what follows a start, perhaps in the same transaction, has to find
     * it. A start stays in the store while there is no room, and so does what follows it.
     */
    private void deliver(Mail.Received received, boolean full, Set<ExecutionId> left) {
        Mail.Letter letter = received.letter();
        Partition partition = partitions.get(letter.partition());
        var asker = new Asker.ByLetter(received.number(), letter.asker());
        Message message = message(letter, asker);
        if ((full && message instanceof Message.Start) || left.contains(letter.execution())) {
            left.add(letter.execution());
            return;
        }
        inHand.put(received.number(), letter.partition());
        if (partition.ownership.isHeld()) {
            partition.inbox.put(message);
        } else {
            inHand.remove(received.number());
        }
    }

    private static Message message(Mail.Letter letter, Asker.ByLetter asker) {
        try {
            Command command = LetterCodec.decode(letter.content());
            return command instanceof Command.StartExecution start
                    ? new Message.Start(
                            letter.execution(),
                            start,
                            CanonicalJson.hash(start.input().bytes()),
                            asker)
                    : new Message.Order(letter.execution(), command, asker);
        } catch (RuntimeException e) {
            log.error("A letter for execution '{}' cannot be read.", letter.execution(), e);
            return new Message.Rejected(letter.execution(), asker, e);
        }
    }

    private void fetchAnswers() {
        if (!questions.isEmpty()) {
            List<UUID> pending = questions.pending();
            for (int from = 0; from < pending.size(); from += PAGE) {
                questions.answer(store.mail().answers(pending.subList(from, Math.min(pending.size(), from + PAGE))));
            }
        }
    }

    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody in another engine who is told something by a turn. */
    static List<String> askers(Turn turn) {
        return turn.mailed.stream()
                .map(answer -> answer.asker().member())
                .distinct()
                .toList();
    }
}
