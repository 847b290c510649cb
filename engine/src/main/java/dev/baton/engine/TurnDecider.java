package dev.baton.engine;

import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.PayloadRefusedException;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.core.Decision;
import dev.baton.core.ExecutionState;
import dev.baton.core.Parent;
import dev.baton.core.Reply;
import dev.baton.store.Batch;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns messages into what a turn stores: finds the execution, has {@link Decider} decide, and notes what came of it. */
final class TurnDecider {
    /** Commands that one message may lead to in the executions of its tree, within one commit. */
    private static final int SENDS_MAX = 20_000;

    private final Deciding deciding;
    private final Registry registry;
    private final Contracts contracts;
    private final HotStates hots;
    private final StoppedDecider stopped;
    private final EndWaiters waiting;
    private final Loader loader;
    private final HandedAttempts handed;
    private ExecutionKeys keys;

    TurnDecider(
            Deciding deciding,
            Registry registry,
            HotStates hots,
            Halting halting,
            EndWaiters waiting,
            Loader loader,
            HandedAttempts handed,
            Contracts contracts,
            ExecutionKeys keys) {
        this.deciding = deciding;
        this.registry = registry;
        this.hots = hots;
        this.stopped = new StoppedDecider(this, deciding, hots, halting, loader, waiting);
        this.waiting = waiting;
        this.keys = keys;
        this.loader = loader;
        this.handed = handed;
        this.contracts = contracts;
    }

    /** What {@link Decider} does; in tests also something that fails on purpose. */
    @FunctionalInterface
    interface Deciding {
        Decision decide(ExecutionState state, Command command, Instant now);
    }

    /** Goes on under a new lease. */
    void renew(ExecutionKeys keys) {
        this.keys = keys;
    }

    /** Decides one message; what it sends to others of its tree is decided by {@link #decideSends}. */
    void decide(Turn turn, Message message, Instant now) {
        if (turn.hasTaken(message)) {
            return;
        }
        if (message instanceof Message.Start start) {
            start(turn, start, now);
            return;
        }
        if (message instanceof Message.Rejected rejected) {
            rejected.unknown(turn);
            return;
        }
        Hot hot = hots.get(message.id());
        if (hot == null) {
            message.unknown(turn);
        } else if (hot.halt != null) {
            stopped.decide(turn, hot, hot.halt, message, message, now);
        } else {
            decideOn(turn, hot, message, now);
        }
    }

    private void decideOn(Turn turn, Hot hot, Message message, Instant now) {
        switch (message) {
            case Message.Order order -> apply(turn, hot, order.command(), order.asker(), order, now);
            case Message.Fired fired -> {
                apply(turn, hot, new Command.FireTimer(fired.timer()), Asker.NOBODY, fired, now);
                if (fired.stored()) {
                    turn.clearTimer(hot.key, fired.timer());
                }
            }
            case Message.Lost lost -> {
                Set<Integer> others = HandedAttempts.others(lost.calls(), hot.state());
                if (others.size() < hot.state().entries().size()) {
                    apply(turn, hot, new Command.Recover(others), Asker.NOBODY, lost, now);
                }
            }
            case Message.Look<?> look -> look.look(turn, hot);
            case Message.Await await -> {
                if (hot.state().hasEnded()) {
                    turn.answer(await.answer(), Ending.of(hot.state()));
                } else {
                    waiting.add(await);
                }
            }
            case Message.Start start -> throw new IllegalStateException("Bug: a start is decided twice. [BATON-901]");
            case Message.Rejected rejected ->
                throw new IllegalStateException("Bug: a letter is taken twice. [BATON-901]");
        }
    }

    private void start(Turn turn, Message.Start start, Instant now) {
        Hot hot = hots.get(start.id());
        if (hot != null) {
            again(turn, start, hot.definition, hot.inputHash);
            return;
        }
        Optional<Store.Located> found = loader.place(start.id());
        if (found.isPresent()) {
            again(turn, start, found.get().definition(), found.get().inputHash());
            return;
        }
        begin(turn, start.id(), start.command(), start.inputHash(), Optional.empty(), start.asker(), start, now);
        Hot begun = hots.get(start.id());
        if (begun != null && start.asker() instanceof Asker.ByLetter letter) {
            begun.starter = letter.asker().map(Mail.Asker::member).orElse(null);
        }
    }

    /** Tells a starter that the execution is there already, if it is the same. */
    private void again(Turn turn, Message.Start start, int definition, long inputHash) {
        String name = registry.served(definition).definition().name();
        if (!name.equals(start.command().definition())) {
            turn.refuse(
                    start.asker(),
                    ExecutionConflictException.ofOtherSaga(
                            start.id(), start.command().definition(), name));
        } else if (inputHash != start.inputHash()) {
            turn.refuse(start.asker(), ExecutionConflictException.ofOtherInput(start.id(), name));
        } else {
            turn.answer(start.asker(), new Reply.Accepted());
        }
    }

    private void begin(
            Turn turn,
            ExecutionId id,
            Command.StartExecution command,
            long inputHash,
            Optional<Long> parent,
            Asker asker,
            Message origin,
            Instant now) {
        int definition =
                registry.served(command.definition(), command.version()).number();
        Hot hot = hots.begin(id, keys.next(now), definition, inputHash);
        Decision decision = apply(turn, hot, command, asker, origin, now);
        if (decision.events().isEmpty()) {
            hots.remove(hot);
            return;
        }
        hot.live = true;
        hot.active = true;
        turn.started.add(
                new Batch.Started(hot.key, id, definition, inputHash, parent, command.businessKey(), command.tags()));
    }

    /** Calls that former owners handed over are not lost, nor those that began here since the execution was loaded. */
    private Command.Recover with(Command.Recover recover, Hot hot) {
        Set<Integer> called = hot.called;
        if (handed.isEmpty() && (called == null || called.isEmpty())) {
            return recover;
        }
        Set<Integer> held = new HashSet<>(recover.held());
        held.addAll(handed.held(hot.state()));
        held.addAll(called == null ? Set.of() : called);
        return new Command.Recover(held);
    }

    /** Decides one command for an execution that is in memory. */
    Decision apply(Turn turn, Hot hot, Command command, Asker asker, Message origin, Instant now) {
        // Before anything is decided: if that fails half way, what is in memory is thrown away.
        turn.touch(hot);
        if (command instanceof Command.Recover) {
            hot.unrecovered = false;
            turn.answers.add(() -> loader.recovered(hot));
        } else if (hot.unrecovered) {
            apply(turn, hot, new Command.Recover(), Asker.NOBODY, origin, now);
        }
        Decision decision;
        try {
            decision = deciding.decide(
                    hot.state(), command instanceof Command.Recover recover ? with(recover, hot) : command, now);
        } catch (RuntimeException | StackOverflowError e) {
            throw new UndecidableException(hot.id, origin, e);
        }
        turn.add(hot, decision, origin);
        turn.answer(asker, decision.reply());
        return decision;
    }

    /** Decides what the turn's messages send to other executions of their trees, so that it commits together. */
    void decideSends(Turn turn, Instant now) {
        int sent = 0;
        while (!turn.sends.isEmpty()) {
            List<Turn.Sent> wave = List.copyOf(turn.sends);
            turn.sends.clear();
            loadReceivers(turn, wave, now);
            for (Turn.Sent send : wave) {
                if (++sent > SENDS_MAX) {
                    throw new UndecidableException(
                            send.from().id,
                            send.origin(),
                            new IllegalStateException(
                                    "it led to more than " + SENDS_MAX + " commands for other executions at once"));
                }
                deliver(turn, send, now);
            }
        }
    }

    /** Recoveries come before what led to them, also if all of it has to be decided again. */
    private void loadReceivers(Turn turn, List<Turn.Sent> sends, Instant now) {
        var recoveries = new ArrayList<Message>();
        try {
            loader.loadReceivers(turn, sends, recoveries::add, now);
        } finally {
            turn.messages.addAll(0, recoveries);
        }
        for (Message recovery : recoveries) {
            decide(turn, recovery, now);
        }
    }

    private void deliver(Turn turn, Turn.Sent send, Instant now) {
        try {
            decideSent(turn, send, now);
        } catch (UndecidableException | StoreUnavailableException | NewerRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UndecidableException(send.to(), send.origin(), e);
        }
    }

    private void decideSent(Turn turn, Turn.Sent send, Instant now) {
        Hot to = hots.get(send.to());
        if (to == null) {
            if (send.command() instanceof Command.StartExecution start) {
                Optional<Failure> broken = brokenContract(send.to(), start);
                if (broken.isPresent() && start.parent().isPresent()) {
                    refuse(turn, send, start.parent().get(), broken.get(), now);
                    return;
                }
                begin(turn, send.to(), start, 0, Optional.of(send.from().key), Asker.NOBODY, send.origin(), now);
            }
        } else if (to.halt != null && Halting.isGone(to)) {
            turn.sends.add(new Turn.Sent(to, send.from().id, new Command.ChildGone(to.id), send.origin()));
        } else if (to.halt != null) {
            stopped.decide(turn, to, to.halt, new Message.Order(to.id, send.command()), send.origin(), now);
        } else {
            apply(turn, to, send.command(), Asker.NOBODY, send.origin(), now);
        }
    }

    /** What is wrong with the input of a child; that of others is checked before they are started. */
    private Optional<Failure> brokenContract(ExecutionId id, Command.StartExecution start) {
        Served child = registry.served(start.definition(), start.version());
        try {
            contracts.check(
                    "input of execution '" + id + "'",
                    start.input().bytes(),
                    child.definition().inputSchema());
            return Optional.empty();
        } catch (PayloadRefusedException e) {
            return Optional.of(LocalCalls.contract(e));
        }
    }

    /** A child that cannot be started has failed without effect. */
    private void refuse(Turn turn, Turn.Sent send, Parent parent, Failure broken, Instant now) {
        var ended = new Command.ChildEnded(
                parent.entry(), parent.undo(), ExecutionStatus.FAILED, false, Optional.empty(), Optional.of(broken));
        apply(turn, send.from(), ended, Asker.NOBODY, send.origin(), now);
    }
}
