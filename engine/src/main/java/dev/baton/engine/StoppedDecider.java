package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Decision;
import dev.baton.core.Reply;
import java.time.Instant;
import java.util.Set;

/** What may be done for a stopped execution: it goes on, it is terminated, or what comes for it is parked. */
final class StoppedDecider {
    private final TurnDecider decider;
    private final TurnDecider.Deciding deciding;
    private final HotStates hots;
    private final Halting halting;
    private final Loader loader;
    private final EndWaiters waiting;

    StoppedDecider(
            TurnDecider decider,
            TurnDecider.Deciding deciding,
            HotStates hots,
            Halting halting,
            Loader loader,
            EndWaiters waiting) {
        this.decider = decider;
        this.deciding = deciding;
        this.hots = hots;
        this.halting = halting;
        this.loader = loader;
        this.waiting = waiting;
    }

    /** Decides a message for a stopped execution; {@code origin} is what led to it. */
    void decide(Turn turn, Hot hot, Hot.Halt halt, Message message, Message origin, Instant now) {
        if (message instanceof Message.Order order && Halting.isRetry(order.command(), halt)) {
            halting.held(order).ifPresent(held -> goOn(turn, hot, halt, order, held, now));
        } else if (message instanceof Message.Order order
                && order.command() instanceof Command.TerminateExecution terminate) {
            terminate(turn, hot, halt, terminate, origin, now);
            turn.answer(order.asker(), new Reply.Accepted());
        } else if (Halting.isGone(hot)) {
            Halting.over(turn, hot, message, halt);
        } else if (message instanceof Message.Await await) {
            waiting.add(await);
        } else {
            halting.park(turn, hot, message, halt);
        }
    }

    /** Nothing more happens to an execution. */
    private void unpark(Turn turn, Hot hot, Hot.Halt halt) {
        halting.parked(hot.id).forEach(parked -> Halting.over(turn, hot, parked, halt));
        turn.answers.add(() -> halting.forget(hot.id));
    }

    /** Ends a stopped execution: as any other, if that can be decided, else by its mark alone. */
    private void terminate(
            Turn turn, Hot hot, Hot.Halt halt, Command.TerminateExecution terminate, Message origin, Instant now) {
        if (halt.lethal() || halting.careful.suspicion.suspects(hot.key)) {
            terminateUnread(turn, hot, halt, terminate, origin, now);
            return;
        }
        try {
            read(hot, halt);
            Decision decision = deciding.decide(hot.state(), terminate, now);
            hot.halt = null;
            hot.attention = -1;
            Halting.resolved(turn, hot, halt, "terminate", terminate.by(), terminate.reason(), now);
            turn.add(hot, decision, origin);
            unpark(turn, hot, halt);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            terminateUnread(turn, hot, halt, terminate, origin, now);
        }
    }

    private void terminateUnread(
            Turn turn, Hot hot, Hot.Halt halt, Command.TerminateExecution terminate, Message origin, Instant now) {
        hot.state = null;
        Halting.terminate(turn, hot, halt, terminate, now);
        unpark(turn, hot, halt);
        turn.answers.add(() -> waiting.fail(hot.id, Halting.gone(hot)));
        halting.parentOf(hot)
                .ifPresent(parent -> turn.sends.add(new Turn.Sent(hot, parent, new Command.ChildGone(hot.id), origin)));
    }

    private void read(Hot hot, Hot.Halt halt) {
        if (halt.lethal()) {
            halting.careful.dread(hot);
        } else {
            halting.careful.mark(hot.key);
        }
        hots.read(hot);
    }

    /** What was answered meanwhile counts first; only calls that nobody holds are lost. */
    private void goOn(Turn turn, Hot hot, Hot.Halt halt, Message.Order order, Set<Integer> held, Instant now) {
        if (halting.careful.suspicion.suspects(hot.key)) {
            cannotGoOn(turn, hot, order, "an engine died when this was tried");
            return;
        }
        try {
            read(hot, halt);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            cannotGoOn(turn, hot, order, String.valueOf(e.getMessage()));
            return;
        }
        hot.halt = null;
        hot.attention = -1;
        loader.goesOn(hot);
        var answer = (Command.AnswerIncident) order.command();
        Halting.resolved(turn, hot, halt, "retry", answer.by(), answer.why(), now);
        turn.touch(hot);
        turn.answer(order.asker(), new Reply.Accepted());
        turn.answers.add(() -> halting.forget(hot.id));
        for (Message parked : halting.parked(hot.id)) {
            takeUp(turn, parked, order, now);
        }
        Set<Integer> calling = turn.calls(hot);
        calling.addAll(held);
        decider.apply(turn, hot, new Command.Recover(calling), Asker.NOBODY, order, now);
        decider.apply(turn, hot, new Command.AskTree(), Asker.NOBODY, order, now);
    }

    private static void cannotGoOn(Turn turn, Hot hot, Message.Order order, String why) {
        turn.answer(
                order.asker(),
                new Reply.Refused(
                        "BATON-603",
                        "Execution '" + hot.id + "' cannot go on: " + why
                                + ". It stays stopped; mend the cause first."));
    }

    /** Decides what was parked; if that fails again, it is the order to go on that failed. */
    private void takeUp(Turn turn, Message parked, Message.Order order, Instant now) {
        try {
            decider.decide(turn, parked, now);
        } catch (UndecidableException e) {
            throw new UndecidableException(e.culprit(), order, e.getCause() == null ? e : e.getCause());
        }
    }
}
