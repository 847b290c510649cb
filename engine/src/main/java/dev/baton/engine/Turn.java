package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.core.Command;
import dev.baton.core.Decision;
import dev.baton.core.Effect;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import dev.baton.core.Reply;
import dev.baton.store.Batch;
import dev.baton.store.LetterCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been decided and is not stored yet: the commands, what they led to, and whom to answer. */
final class Turn {
    private static final Logger log = LoggerFactory.getLogger(Turn.class);

    /** Kept until it is known that they are stored, to be decided again if not. */
    final List<Message> messages = new ArrayList<>();

    final List<Hot> touched = new ArrayList<>();
    final List<List<Event>> fresh = new ArrayList<>();
    final List<Happening> effects = new ArrayList<>();
    final ArrayDeque<Sent> sends = new ArrayDeque<>();
    final List<Batch.Started> started = new ArrayList<>();
    final Map<Batch.TimerKey, Batch.TimerSet> timersSet = new LinkedHashMap<>();
    final Set<Batch.TimerKey> timersCleared = new HashSet<>();
    final TurnQueues queues = new TurnQueues();
    final List<Batch.Standing> standings = new ArrayList<>();
    final List<Batch.Live> live = new ArrayList<>();
    final List<Batch.IncidentOpened> incidentsOpened = new ArrayList<>();
    final List<Batch.IncidentChanged> incidentsChanged = new ArrayList<>();
    final List<Runnable> answers = new ArrayList<>();
    /** The letters that were decided, and what their writers are told. */
    final Set<Long> taken = new LinkedHashSet<>();

    final List<Batch.Answer> mailed = new ArrayList<>();
    /** Engines that started executions which have ended now. */
    final Set<String> tell = new HashSet<>();

    final Map<ExecutionId, Ending> ended = new LinkedHashMap<>();
    private long bytes;

    private final Predicate<Hot> isForOthers;

    /** @param isForOthers whether only another engine has the code of an execution */
    Turn(Predicate<Hot> isForOthers) {
        this.isForOthers = isForOthers;
    }

    /** Whether there is anything to store or to answer. */
    boolean isEmpty() {
        return messages.isEmpty() && standings.isEmpty();
    }

    /** About how much there is to store. */
    long bytes() {
        return bytes + queues.bytes();
    }

    /** Whether it changes anything; if not, its answers only wait for what was sent before. */
    boolean changesNothing() {
        return fresh.stream().allMatch(List::isEmpty)
                && timersCleared.isEmpty()
                && standings.isEmpty()
                && started.isEmpty()
                && taken.isEmpty()
                && queues.isEmpty();
    }

    /** Tells everybody who asked that no answer will come. */
    void fail(RuntimeException why) {
        messages.forEach(message -> message.fail(why));
    }

    /** Notes that an execution has a part in this turn. */
    void touch(Hot hot) {
        if (hot.freshFrom < 0) {
            hot.freshFrom = touched.size();
            touched.add(hot);
            fresh.add(new ArrayList<>());
            hot.turnsOpen++;
        }
    }

    /** Notes what was decided for an execution. */
    void add(Hot hot, Decision decision, Message origin) {
        touch(hot);
        fresh.get(hot.freshFrom).addAll(decision.events());
        bytes += EventSize.of(decision.events());
        if (decision.effects().isEmpty()) {
            return;
        }
        Payload input = hot.state().header().input();
        for (Effect effect : decision.effects()) {
            note(hot, effect);
            switch (effect) {
                case Effect.Send send -> sends.add(new Sent(hot, send.to(), send.command(), origin));
                case Effect.SetTimer timer -> {
                    if (timer.stored()) {
                        timersSet.put(
                                new Batch.TimerKey(hot.key, timer.timer()),
                                new Batch.TimerSet(hot.key, timer.timer(), DueTimers.ceilMillis(timer.due())));
                    }
                    effects.add(new Happening(hot, timer, input));
                }
                case Effect.ClearTimer timer -> {
                    if (timer.stored()) {
                        clearTimer(hot.key, timer.timer());
                    }
                    effects.add(new Happening(hot, timer, input));
                }
                case Effect.Invoke call
                when call.queue().isPresent() -> {
                    queues.add(hot, call, input);
                    effects.add(new Happening(hot, call, input));
                }
                case Effect.Dequeue over -> queues.remove(hot, over);
                case Effect.Evaluate evaluate
                when !evaluate.questions().isEmpty() && isForOthers.test(hot) -> queues.add(hot, evaluate);
                default -> effects.add(new Happening(hot, effect, input));
            }
        }
    }

    private static void note(Hot hot, Effect effect) {
        switch (effect) {
            case Effect.InvokeTask task -> hot.calls(task.entry());
            case Effect.InvokeUndo undo -> hot.calls(undo.entry());
            case Effect.InvokeProbe probe -> hot.calls(probe.entry());
            default -> {
                // Only calls can be lost.
            }
        }
    }

    /** The entries of an execution whose calls begin with this turn. */
    Set<Integer> calls(Hot hot) {
        Set<Integer> entries = new HashSet<>();
        for (Happening happening : effects) {
            if (happening.hot() == hot) {
                if (happening.effect() instanceof Effect.Invoke call
                        && call.queue().isEmpty()) {
                    entries.add(call.entry());
                }
            }
        }
        return entries;
    }

    /** A row set in this very turn is not written at all. */
    void clearTimer(long key, int timer) {
        var timerKey = new Batch.TimerKey(key, timer);
        if (timersSet.remove(timerKey) == null) {
            timersCleared.add(timerKey);
        }
    }

    /** Whether a message came as a letter that was decided in this turn already. */
    boolean hasTaken(Message message) {
        return message.asker() instanceof Asker.ByLetter letter && taken.contains(letter.number());
    }

    /** Tells an asker with the turn what came of his command; what came as a letter is taken by it. */
    void answer(Asker asker, Reply reply) {
        switch (asker) {
            case Asker.Nobody nobody -> {}
            case Asker.Here here -> answer(here.answer(), reply);
            case Asker.ByLetter letter -> {
                taken.add(letter.number());
                letter.asker()
                        .ifPresentOrElse(
                                who -> mailed.add(new Batch.Answer(who, LetterCodec.encode(reply))),
                                () -> warnIfRefused(reply));
            }
        }
    }

    private static void warnIfRefused(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            log.warn("What nobody waits for was refused: {} [{}]", refused.message(), refused.code());
        }
    }

    void refuse(Asker asker, RuntimeException why) {
        switch (asker) {
            case Asker.Nobody nobody -> {}
            case Asker.Here here -> refuse(here.answer(), why);
            case Asker.ByLetter letter -> answer(letter, Refusals.reply(why));
        }
    }

    <T> void answer(CompletableFuture<T> asker, T answer) {
        answers.add(() -> asker.complete(answer));
    }

    void refuse(CompletableFuture<?> asker, RuntimeException why) {
        answers.add(() -> asker.completeExceptionally(why));
    }

    /** The open turn is over; the next one touches executions anew. */
    void close() {
        touched.forEach(hot -> hot.freshFrom = -1);
    }

    /** Something to do in the world once the turn is stored, and the input of the execution it is for. */
    record Happening(Hot hot, Effect effect, Payload sagaInput) {}

    /** A command for another execution of the tree, and what led to it. */
    record Sent(Hot from, ExecutionId to, Command command, Message origin) {}
}
