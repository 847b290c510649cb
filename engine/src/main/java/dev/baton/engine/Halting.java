package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.IncidentKind;
import dev.baton.core.Reply;
import dev.baton.core.Resolution;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Executions that are stopped because nothing can be decided for them: a bug, or data that cannot be read. A stop is a
 * mark outside the execution's events, and an incident; what comes for it is parked. Belongs to its partition's thread.
 */
final class Halting {
    private static final String GONE = "BATON-111";

    private final Store store;
    private final Inbox inbox;
    private final TaskRunner runner;
    private final Away away;
    /** What has to be asked before a stopped execution is read. */
    final CarefulRecovery careful;

    private final Map<ExecutionId, Parked> parked = new HashMap<>();
    /** The entries whose calls were under way when an order to go on came. */
    private final Map<ExecutionId, Set<Integer>> held = new HashMap<>();

    Halting(Store store, Inbox inbox, TaskRunner runner, Away away, CarefulRecovery careful) {
        this.careful = careful;
        this.store = store;
        this.inbox = inbox;
        this.runner = runner;
        this.away = away;
    }

    /** The stop of an execution that is marked so; its incidents have negative numbers, the newest the lowest. */
    static Hot.Halt find(Store store, long key) {
        return stops(store, key, true)
                .findFirst()
                .map(incident -> new Hot.Halt(
                        incident.incident(), incident.changes(), EnginesDiedException.isError(incident.error())))
                .orElse(new Hot.Halt(-1, 0, false));
    }

    /** The incidents that say that an execution was stopped, the newest first. */
    static Stream<Archive.Incident> stops(Store store, long key, boolean openOnly) {
        return ofExecution(store, key, openOnly).stream().filter(incident -> incident.incident() < 0);
    }

    private static List<Archive.Incident> ofExecution(Store store, long key, boolean openOnly) {
        return store.archive()
                .incidents(
                        new Archive.IncidentFilter(
                                openOnly, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(key)),
                        Optional.empty(),
                        200);
    }

    /** The parent of an execution whose own events cannot say who that is. */
    Optional<ExecutionId> parentOf(Hot hot) {
        return listed(store, hot.key)
                .flatMap(Archive.Listed::parent)
                .flatMap(parent -> listed(store, parent))
                .map(Archive.Listed::id);
    }

    /** What lists say of an execution. */
    static Optional<Archive.Listed> listed(Store store, long key) {
        return store.archive().executions(Archive.Filter.all(), Optional.of(key + 1), 1).stream()
                .filter(found -> found.key() == key)
                .findFirst();
    }

    /** Marks an execution as stopped. */
    void stop(Turn turn, Hot hot, Throwable why, Instant now) {
        int number = -1 - (int) stops(store, hot.key, false).count();
        Optional<String> businessKey = hot.state == null || !hot.state.exists()
                ? Optional.empty()
                : hot.state.header().businessKey();
        turn.touch(hot);
        hot.state = null;
        hot.halt = new Hot.Halt(number, 0, why instanceof EnginesDiedException);
        mark(turn, hot, marked(hot.attention, Optional.empty(), true), Optional.empty());
        turn.incidentsOpened.add(new Batch.IncidentOpened(
                hot.key,
                number,
                hot.definition,
                IncidentKind.STOPPED,
                "",
                why.getClass().getName(),
                Failure.of(why).message(),
                0,
                businessKey,
                now.toEpochMilli()));
    }

    private static void mark(Turn turn, Hot hot, Attention attention, Optional<Long> ended) {
        turn.standings.add(new Batch.Standing(hot.key, attention.bits(), ended));
        hot.attention = attention.bits().orElse(0);
    }

    private static Attention marked(int bits, Optional<ExecutionStatus> status, boolean incident) {
        Attention was = Attention.of(bits);
        return new Attention(status.or(was::status), was.gaps(), incident, true);
    }

    /** Keeps what came for a stopped execution, or says why not. */
    void park(Turn turn, Hot hot, Message message, Hot.Halt halt) {
        switch (message) {
            case Message.Order order when order.asker().isWaiting() -> turn.answer(order.asker(), refusal(hot, halt));
            case Message.Look<?> look -> look.look(turn, hot);
            case Message.Order order
            when order.command() instanceof Command.CompleteQueuedEvaluation answered ->
                dequeue(turn, hot, order, answered.evaluation());
            case Message.Order order -> of(order).keep(turn, order);
            case Message.Fired fired -> of(fired).keep(fired);
            case Message.Start start -> throw new IllegalStateException("Bug: a start is parked. [BATON-901]");
            case Message.Await await -> throw new IllegalStateException("Bug: nothing is decided by it. [BATON-901]");
            case Message.Rejected rejected -> throw new IllegalStateException("Bug: it is parked. [BATON-901]");
            // Going on recovers everything that is lost.
            case Message.Lost lost -> {}
        }
    }

    /** The questions would be taken and answered again and again; they are asked anew when the execution goes on. */
    private static void dequeue(Turn turn, Hot hot, Message.Order order, Command.CompleteEvaluation answered) {
        turn.answer(order.asker(), new Reply.Accepted());
        turn.queues.remove(hot, new Effect.Dequeue(Effect.Evaluate.place(answered.frame()), answered.serial()));
    }

    private Parked of(Message message) {
        return parked.computeIfAbsent(message.id(), id -> new Parked());
    }

    /** What came for a stopped execution that was terminated: its timers are cleared, and who asks is told. */
    static void over(Turn turn, Hot hot, Message message, Hot.Halt halt) {
        switch (message) {
            case Message.Order order
            when order.command() instanceof Command.CompleteQueuedEvaluation answered ->
                dequeue(turn, hot, order, answered.evaluation());
            case Message.Order order -> turn.answer(order.asker(), refusal(hot, halt));
            case Message.Fired fired when fired.stored() -> turn.clearTimer(fired.key(), fired.timer());
            case Message.Fired fired -> {}
            case Message.Look<?> look -> look.look(turn, hot);
            case Message.Start start -> throw new IllegalStateException("Bug: a start is parked. [BATON-901]");
            case Message.Await await -> turn.refuse(await.answer(), gone(hot));
            case Message.Rejected rejected -> rejected.unknown(turn);
            case Message.Lost lost -> {}
        }
    }

    /** Why whoever asks something of an execution that was terminated while it was stopped gets no answer. */
    static ExecutionRefusedException gone(Hot hot) {
        return ExecutionRefusedException.of(hot.id, GONE, gone(hot.id));
    }

    private static String gone(ExecutionId id) {
        return "Execution '" + id + "' was terminated while it was stopped, so nothing more can be decided for it.";
    }

    static Reply refusal(Hot hot, Hot.Halt halt) {
        if (isGone(hot)) {
            return new Reply.Refused(GONE, gone(hot.id));
        }
        return new Reply.Refused(
                "BATON-602",
                "Execution '" + hot.id
                        + "' is stopped, so nothing is decided for it. List its open incidents: the one of"
                        + " kind STOPPED (its number is " + halt.incident() + ") says why. Mend the cause, then answer"
                        + " that one with retry.");
    }

    /** What is parked, to be decided once the execution goes on. */
    List<Message> parked(ExecutionId id) {
        Parked kept = parked.get(id);
        return kept == null ? List.of() : kept.all();
    }

    /**
     * The entries whose calls are under way. An order to go on is put back the first time: when it comes again, what all
     * other calls answered is parked.
     */
    Optional<Set<Integer>> held(Message.Order retry) {
        Set<Integer> known = held.remove(retry.id());
        if (known == null) {
            held.put(retry.id(), runner.held(retry.id()));
            inbox.add(retry);
        }
        return Optional.ofNullable(known);
    }

    void forget(ExecutionId id) {
        Parked over = parked.remove(id);
        if (over != null && !over.left().isEmpty()) {
            away.release(over.left());
        }
    }

    /** Forgets everything, and gives what was parked. */
    List<Message> drain() {
        List<Message> all =
                parked.values().stream().flatMap(kept -> kept.all().stream()).toList();
        parked.clear();
        held.clear();
        return all;
    }

    /** Notes the answer to the incident. */
    static void resolved(Turn turn, Hot hot, Hot.Halt halt, String resolution, String by, String why, Instant now) {
        turn.incidentsChanged.add(new Batch.IncidentChanged(
                hot.key,
                halt.incident(),
                halt.version() + 1,
                Optional.empty(),
                Optional.of(resolution),
                by,
                why,
                now.toEpochMilli()));
    }

    /** Ends a stopped execution as it is. The mark stays: its state may still be unreadable. */
    static void terminate(Turn turn, Hot hot, Hot.Halt halt, Command.TerminateExecution terminate, Instant now) {
        turn.touch(hot);
        resolved(turn, hot, halt, "terminate", terminate.by(), terminate.reason(), now);
        mark(
                turn,
                hot,
                marked(hot.attention, Optional.of(ExecutionStatus.TERMINATED), false),
                Optional.of(now.toEpochMilli()));
        turn.live.add(new Batch.Live(hot.key, true, false, Optional.empty()));
    }

    /** Whether a stopped execution was terminated: nothing will ever be decided for it. */
    static boolean isGone(Hot hot) {
        return Attention.of(hot.attention).status().isPresent()
                && Attention.of(hot.attention).status().get() == ExecutionStatus.TERMINATED;
    }

    /** Whether a message may have a stopped execution read, to go on or to end it. */
    static boolean isAnswer(Message message) {
        return message instanceof Message.Order order
                && (order.command() instanceof Command.AnswerIncident
                        || order.command() instanceof Command.TerminateExecution);
    }

    /** Whether an answer is meant for the stop. */
    static boolean isRetry(Command command, Hot.Halt halt) {
        return command instanceof Command.AnswerIncident answer
                && answer.incident() == halt.incident()
                && answer.resolution() instanceof Resolution.Retry;
    }
}
