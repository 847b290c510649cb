package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.Entry;
import dev.baton.core.Outcome;
import dev.baton.store.QueuedCall;
import dev.baton.store.QueuedQuestions;
import dev.baton.store.QueuedWork;
import dev.baton.store.Store;
import dev.baton.store.TaskCodec;
import dev.baton.store.TaskQueue;
import dev.baton.store.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls, and questions to user code, from the durable queues for which this engine has the code, has them made like
 * its own, and holds them until they are over. Thread-safe; what it asks of the store is asked on a thread of its own.
 */
final class QueueWorker {
    private static final Logger log = LoggerFactory.getLogger(QueueWorker.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int AT_ONCE_MAX = 500;

    private final Store store;
    private final Registry registry;
    private final TaskRunner runner;
    private final List<Partition> partitions;
    private final String name;
    private final Set<String> queues;
    private final Duration hold;
    private final EngineClock clock;
    private final Executor thread;
    private final Map<TaskQueue.Task, Taken> taken = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Withdrawal> withdrawals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean hinted = new AtomicBoolean();
    private Instant holdAt = Instant.MAX;
    private volatile boolean taking = true;
    private volatile boolean open = true;

    /** @param thread does one thing after the other; a stepped clock does, without looking by itself */
    QueueWorker(
            Store store,
            Registry registry,
            TaskRunner runner,
            List<Partition> partitions,
            String name,
            Duration hold,
            EngineClock clock,
            Executor thread) {
        this.store = store;
        this.registry = registry;
        this.runner = runner;
        this.partitions = partitions;
        this.name = name;
        this.queues = queues(registry);
        this.hold = hold;
        this.clock = clock;
        this.thread = thread;
    }

    private record Taken(Claim claim, ExecutionId execution) {}

    private record Withdrawal(TaskQueue.Task task, ExecutionId execution, int attempt, Partition partition) {}

    /** The queues from which an engine takes that has this code. */
    static Set<String> queues(Registry registry) {
        Set<String> queues = new HashSet<>();
        registry.withCode().forEach(served -> queues.addAll(QueueNames.of(served)));
        return queues;
    }

    /** What is said of this engine to the others. */
    Set<String> queues() {
        return queues;
    }

    /** Whether other engines may take what is queued here; in virtual time an engine is alone. */
    boolean isShared() {
        return !(clock instanceof SteppedClock);
    }

    /** The first look, and then regular ones. */
    void begin() {
        hint();
        if (isShared()) {
            schedule();
        }
    }

    private void schedule() {
        clock.schedule(clock.instant().plus(POLL), () -> {
            if (open) {
                hint();
                schedule();
            }
        });
    }

    /** There may be something to take. */
    void hint() {
        if (open && hinted.compareAndSet(false, true)) {
            thread.execute(this::tick);
        }
    }

    /** Has an attempt withdrawn that is not to be begun any more; if nobody had taken it, its execution is told. */
    void withdraw(Hot hot, Entry entry, Partition partition) {
        int ticket = Effect.ticket(entry.phase(), entry.attempt());
        var task = new TaskQueue.Task(hot.key, entry.number(), ticket);
        withdrawals.add(new Withdrawal(task, hot.id, entry.attempt(), partition));
        hint();
    }

    private void tick() {
        hinted.set(false);
        try {
            withdraw();
            holdAll();
            if (taking) {
                take();
            }
        } catch (StoreUnavailableException e) {
            log.warn("The store did not answer; the queues are looked at again in {}.", POLL, e);
        } catch (RuntimeException e) {
            log.error("Bug: a queue could not be looked at; it is tried again. [BATON-901]", e);
        }
    }

    private void withdraw() {
        for (Withdrawal next = withdrawals.peek(); next != null; next = withdrawals.peek()) {
            TaskQueue.Task task = next.task;
            if (!store.tasks().withdraw(List.of(task)).isEmpty()) {
                Failure stopped = Failure.of(Failure.CANCELLED, "It was stopped before anybody took it.");
                next.partition.inbox.add(new Message.Order(
                        next.execution,
                        new Command.FailTask(
                                task.entry(), next.attempt, Outcome.UNAVAILABLE, stopped, Optional.empty())));
            }
            withdrawals.remove();
        }
    }

    /** Prolongs the claims of what is not over; what is withdrawn, or another's, is told to stop. */
    private void holdAll() {
        Instant asked = clock.instant();
        if (taken.isEmpty() || asked.isBefore(holdAt)) {
            return;
        }
        List<Taken> mine = List.copyOf(taken.values());
        Set<TaskQueue.Task> still = new HashSet<>(store.tasks()
                .hold(name, mine.stream().map(one -> one.claim.task()).toList(), hold));
        for (Taken one : mine) {
            if (still.contains(one.claim.task())) {
                one.claim.heldUntil(asked.plus(hold));
            } else {
                one.claim.lose();
                taken.remove(one.claim.task(), one);
                runner.stop(one.execution, one.claim.task().entry());
            }
        }
        holdAt = asked.plus(hold.dividedBy(3));
    }

    private void take() {
        int room = AT_ONCE_MAX - taken.size();
        if (room <= 0 || queues.isEmpty()) {
            return;
        }
        Instant asked = clock.instant();
        List<TaskQueue.Claimed> claimed = store.tasks().claim(queues, name, hold, room);
        if (!claimed.isEmpty() && taken.isEmpty()) {
            holdAt = asked.plus(hold.dividedBy(3));
        }
        for (TaskQueue.Claimed one : claimed) {
            make(one, asked.plus(hold));
        }
    }

    private void make(TaskQueue.Claimed claimed, Instant until) {
        TaskQueue.Queued queued = claimed.queued();
        var claim = new Claim(queued.task(), this, until);
        var asker = new Work.Asker(
                queued.execution(),
                registry.served(queued.definition()),
                partitions.get(Inbox.partition(queued.execution(), partitions.size())));
        QueuedWork content;
        try {
            content = TaskCodec.decode(queued.content());
        } catch (UnreadableRecordException e) {
            log.warn("A call for '{}' cannot be read here; it is left to other engines.", queued.execution(), e);
            return; // held until the claim ends, so that it is not read again and again
        }
        switch (content) {
            case QueuedCall call ->
                call(work(call, asker, claim), claim, claimed.lostBy().isPresent());
            case QueuedQuestions questions -> {
                taken.put(claim.task(), new Taken(claim, queued.execution()));
                runner.evaluations().evaluate(questions.evaluate(), asker, claim);
            }
        }
    }

    /** @param lost somebody had taken it and did not hold it; also if it was this engine, nobody knows whether it was made */
    private void call(Work work, Claim claim, boolean lost) {
        if (lost) {
            String sentence = "The engine that took the call from its queue was not heard of any more.";
            work.fail(Outcome.UNKNOWN, Failure.of(Failure.NODE_LOST, sentence), Optional.empty());
        } else {
            taken.put(claim.task(), new Taken(claim, work.execution()));
            runner.invoke(work);
        }
    }

    private Work work(QueuedCall call, Work.Asker asker, Claim claim) {
        return new Work(
                asker.execution(),
                asker.served(),
                call.sagaInput(),
                switch (call.invoke()) {
                    case Effect.InvokeTask task -> new Work.Kind.Task(task);
                    case Effect.InvokeUndo undo -> new Work.Kind.Undo(undo);
                    case Effect.InvokeProbe probe -> new Work.Kind.Probe(probe);
                },
                asker.partition(),
                asker.partition().ownership.tenure(),
                clock,
                claim);
    }

    /** Nothing is made of a claim here any more; its answer, if there is one, is on its way. */
    void over(Claim claim) {
        boolean full = taken.size() >= AT_ONCE_MAX;
        taken.remove(claim.task());
        if (full) {
            hint();
        }
    }

    /** Takes nothing more. */
    void stopTaking() {
        taking = false;
    }

    /** Ends. What has not begun is given back, and so are questions; what still runs is lost when its claim ends. */
    void close() {
        open = false;
        var unbegun = new ArrayList<TaskQueue.Task>();
        for (Taken one : taken.values()) {
            if (!one.claim.hasBegun()) {
                unbegun.add(one.claim.task());
            }
        }
        if (!unbegun.isEmpty()) {
            try {
                store.tasks().giveBack(name, unbegun);
            } catch (StoreUnavailableException e) {
                log.warn("Calls that were taken and not made are free when their claims end.", e);
            }
        }
    }
}
