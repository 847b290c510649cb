package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.store.LetterCodec;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import dev.baton.store.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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
    private static final int IN_HAND_MAX = 10_000;
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SELDOM = Duration.ofMillis(250);

    private final Store store;
    private final List<Partition> partitions;
    private final Questions questions;
    private final StoredExecutions stored;
    private final Duration idle;
    /** The partition of each letter in hand. */
    private final Map<Long, Integer> inHand = new ConcurrentHashMap<>();

    private final Thread thread;
    private volatile boolean hinted;
    private volatile boolean open = true;

    MailRound(Store store, List<Partition> partitions, Questions questions, StoredExecutions stored) {
        this.store = store;
        this.partitions = partitions;
        this.questions = questions;
        this.stored = stored;
        this.idle = store.wakeups().isPresent() ? SELDOM : OFTEN;
        this.thread = Thread.ofPlatform().name("baton-mail").daemon(true).unstarted(this::run);
    }

    void begin() {
        thread.start();
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
            } catch (StoreUnavailableException e) {
                log.warn("The store did not answer; it is asked for letters again in {}.", SELDOM, e);
                LockSupport.parkNanos(this, SELDOM.toNanos());
            } catch (RuntimeException e) {
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
        List<Integer> owned = new ArrayList<>();
        for (Partition partition : partitions) {
            if (partition.ownership.isHeld() && partition.ownership.isWanted()) {
                owned.add(partition.number);
            }
        }
        if (owned.isEmpty() || inHand.size() >= IN_HAND_MAX) {
            return false;
        }
        List<Mail.Received> page = store.mail().waiting(owned, List.copyOf(inHand.keySet()), PAGE);
        boolean all = true;
        for (Mail.Received received : page) {
            all &= deliver(received);
        }
        return all && page.size() == PAGE;
    }

    /** False if there is no room for it now: it stays in the store. */
    private boolean deliver(Mail.Received received) {
        Mail.Letter letter = received.letter();
        Partition partition = partitions.get(letter.partition());
        inHand.put(received.number(), letter.partition());
        if (!partition.ownership.isHeld()) {
            inHand.remove(received.number());
            return true;
        }
        var asker = new Asker.ByLetter(received.number(), letter.asker());
        try {
            Command command = LetterCodec.decode(letter.content());
            if (command instanceof Command.StartExecution start) {
                long hash = CanonicalJson.hash(start.input().bytes());
                if (!partition.inbox.offer(new Message.Start(letter.execution(), start, hash, asker))) {
                    inHand.remove(received.number());
                    return false;
                }
            } else {
                partition.inbox.add(new Message.Order(letter.execution(), command, asker));
            }
        } catch (UnreadableRecordException e) {
            log.error("A letter for execution '{}' cannot be read.", letter.execution(), e);
            partition.inbox.add(new Message.Rejected(letter.execution(), asker, e));
        }
        return true;
    }

    private void fetchAnswers() {
        if (!questions.isEmpty()) {
            questions.answer(store.mail().answers(questions.pending()));
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

    /** For tests. */
    Optional<Integer> partitionOf(long letter) {
        return Optional.ofNullable(inHand.get(letter));
    }
}
