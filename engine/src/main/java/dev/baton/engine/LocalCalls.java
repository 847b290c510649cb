package dev.baton.engine;

import dev.baton.Compensation;
import dev.baton.CompensationHandler;
import dev.baton.ContextHandler;
import dev.baton.Failure;
import dev.baton.PayloadRefusedException;
import dev.baton.Step;
import dev.baton.Verdict;
import dev.baton.core.Ahead;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.Outcome;
import dev.baton.core.Payload;
import dev.baton.core.ProbeVerdict;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls the handlers of this application, on the thread that it is called on, and reports what they did. Thread-safe. */
final class LocalCalls {
    private final Contracts contracts;

    LocalCalls(Contracts contracts) {
        this.contracts = contracts;
    }

    /** Makes the call and reports its outcome, a late one too. */
    void call(Attempt attempt, Step<?, ?> step, @Nullable ContextHandler<Object, Object> stub) {
        switch (attempt.work().kind()) {
            case Work.Kind.Task task -> task(attempt, step, task.effect(), stub);
            case Work.Kind.Undo undo -> undo(attempt, step, undo.effect());
            case Work.Kind.Probe probe -> probe(attempt, step, probe.effect());
        }
    }

    private <I, O> void task(
            Attempt attempt, Step<I, O> step, Effect.InvokeTask task, @Nullable ContextHandler<Object, Object> stub) {
        Work work = attempt.work();
        String what = "input of step '" + task.step() + "'";
        I input;
        try {
            contracts.check(what, task.input().bytes(), work.served().inputSchema(task.step()));
            input = contracts.decode(what, task.input().bytes(), step.input());
        } catch (PayloadRefusedException e) {
            refuse(attempt, e);
            return;
        }
        Object output;
        try {
            output = stub == null ? run(attempt, step, input) : stub.handle(input, context(attempt));
        } catch (Throwable e) {
            // Also an Error: whatever a handler throws says something about its effect, and harms nobody else.
            threw(attempt, e);
            return;
        }
        if (output == Begun.BEGUN) {
            var handedOut = new Command.HandOutTask(task.entry(), task.attempt());
            attempt.answer();
            work.report(handedOut);
        } else if (output == null || !step.output().isInstance(output)) {
            unreadable(
                    attempt,
                    PayloadRefusedException.breaksContract(
                            "result of step '" + task.step() + "'",
                            "",
                            output == null ? "nothing" : output.getClass().getName(),
                            step.output().getName()));
        } else {
            succeeded(attempt, task, output);
        }
    }

    private <I, O> @Nullable Object run(Attempt attempt, Step<I, O> step, I input) throws Exception {
        return switch (step.work()) {
            case Step.Work.Local<I, O> local -> local.handler().handle(input, context(attempt));
            case Step.Work.Callback<I, O> callback -> {
                callback.handler().begin(input, token(attempt.work()), context(attempt));
                yield Begun.BEGUN;
            }
            case Step.Work.Http<I, O> http ->
                throw new IllegalStateException("Bug: a call has no handler. [BATON-901]");
            case Step.Work.Child<I, O> child -> throw new IllegalStateException("Bug: a child is no call. [BATON-901]");
        };
    }

    /** What it gave is stored together with what follows it, where that can be said now. */
    private void succeeded(Attempt attempt, Effect.InvokeTask task, Object output) {
        Work work = attempt.work();
        Payload payload;
        try {
            payload = new Payload(contracts.encode(
                    "result of step '" + task.step() + "'",
                    output,
                    work.served().outputSchema(task.step())));
        } catch (PayloadRefusedException e) {
            unreadable(attempt, e);
            return;
        }
        complete(attempt, task, payload, output);
    }

    /** Reports a success, with the answers to what comes next. */
    void complete(Attempt attempt, Effect.InvokeTask task, Payload payload, @Nullable Object output) {
        List<Ahead> ahead = attempt.isRunning() ? ahead(attempt.work(), task, payload, output) : List.of();
        var completed = new Command.CompleteTask(task.entry(), task.attempt(), payload, ahead);
        attempt.answer();
        attempt.work().report(completed);
    }

    /** Only saves a commit: where it fails, the execution asks again. */
    private List<Ahead> ahead(Work work, Effect.InvokeTask task, Payload payload, @Nullable Object output) {
        if (task.ahead().isEmpty() || work.served().bindings() == null) {
            return List.of();
        }
        try {
            return new Evaluator(work.served().bindings(), contracts)
                    .with(task.step(), payload, output)
                    .ahead(task.ahead());
        } catch (RuntimeException | Error e) {
            return List.of();
        }
    }

    private void threw(Attempt attempt, Throwable thrown) {
        Outcome outcome = Failures.outcome(thrown);
        Failure failure = Failure.of(thrown);
        boolean inTime = attempt.answer();
        if (inTime || outcome != Outcome.UNKNOWN) {
            attempt.work().fail(outcome, failure, Optional.empty());
        }
    }

    /** The call was not made, since its input is not what was declared. */
    private static void refuse(Attempt attempt, PayloadRefusedException e) {
        Failure failure = contract(e);
        if (attempt.answer()) {
            attempt.work().fail(Outcome.REFUSED, failure, Optional.empty());
        }
    }

    /** It took effect, and what it said cannot be used. */
    static void unreadable(Attempt attempt, PayloadRefusedException e) {
        Failure failure = contract(e);
        attempt.answer();
        attempt.work().fail(Outcome.UNREADABLE, failure, Optional.empty());
    }

    static Failure contract(PayloadRefusedException e) {
        String error = e.code().equals("BATON-401") ? Failure.TOO_LARGE : Failure.CONTRACT;
        return Failure.of(error, Failure.of(e).message());
    }

    private <I, O> void undo(Attempt attempt, Step<I, O> step, Effect.InvokeUndo undo) {
        Compensation<I, O> compensation;
        try {
            compensation = compensation(attempt, step, undo);
        } catch (PayloadRefusedException e) {
            reportInTime(attempt, new Command.FailUndo(undo.entry(), undo.attempt(), true, contract(e)));
            return;
        }
        try {
            compensate(step, compensation);
        } catch (Throwable e) {
            reportInTime(attempt, new Command.FailUndo(undo.entry(), undo.attempt(), false, Failure.of(e)));
            return;
        }
        var completed = new Command.CompleteUndo(undo.entry(), undo.attempt());
        attempt.answer();
        attempt.work().report(completed);
    }

    /** An answer is claimed when it is there: what fails before that leaves the time-out in place. */
    static void reportInTime(Attempt attempt, Command command) {
        if (attempt.answer()) {
            attempt.work().report(command);
        }
    }

    private static <I, O> void compensate(Step<I, O> step, Compensation<I, O> compensation) throws Exception {
        switch (step.undo()) {
            case Step.Undo.Local<I, O> local -> compensate(local, compensation);
            case Step.Undo.None<I, O> none -> throw noHandler(step, "compensation");
            case Step.Undo.Http<I, O> http -> throw noHandler(step, "compensation");
            case Step.Undo.Child<I, O> child -> throw noHandler(step, "compensation");
            case Step.Undo.Another<I, O> another -> throw noHandler(step, "compensation");
        }
    }

    /** A handler takes what its step gives, or anything more general; a compensation only gives it out. */
    @SuppressWarnings("unchecked")
    private static <I, O> void compensate(Step.Undo.Local<I, O> local, Compensation<I, O> compensation)
            throws Exception {
        ((CompensationHandler<I, O>) local.handler()).compensate(compensation);
    }

    private static IllegalStateException noHandler(Step<?, ?> step, String kind) {
        return new IllegalStateException("Bug: '" + step.name() + "' has no " + kind + " here. [BATON-901]");
    }

    private <I, O> Compensation<I, O> compensation(Attempt attempt, Step<I, O> step, Effect.InvokeUndo undo) {
        I input = contracts.decode(
                "input of step '" + undo.step() + "'", undo.input().bytes(), step.input());
        if (undo.output().isEmpty()) {
            return new Compensation.WithoutResult<>(input, undo.certain(), undo.key(), context(attempt));
        }
        O output = contracts.decode(
                "result of step '" + undo.step() + "'", undo.output().get().bytes(), step.output());
        return new Compensation.WithResult<>(input, output, undo.key(), context(attempt));
    }

    private <I, O> void probe(Attempt attempt, Step<I, O> step, Effect.InvokeProbe probe) {
        try {
            if (!(step.probe() instanceof Step.Probe.Local<I, O> local)) {
                throw noHandler(step, "probe");
            }
            I input = contracts.decode(
                    "input of step '" + probe.step() + "'", probe.input().bytes(), step.input());
            Verdict<O> verdict = local.handler().probe(input, context(attempt));
            reportInTime(attempt, answer(probe, step, verdict, attempt.work()));
        } catch (Throwable e) {
            reportInTime(attempt, new Command.FailProbe(probe.entry(), probe.probe(), Failure.of(e)));
        }
    }

    private <I, O> Command.AnswerProbe answer(
            Effect.InvokeProbe probe, Step<I, O> step, @Nullable Verdict<O> verdict, Work work) {
        return switch (verdict) {
            case null -> throw new IllegalStateException("The probe of '" + step.name() + "' gave null.");
            case Verdict.Happened<O> happened ->
                new Command.AnswerProbe(
                        probe.entry(),
                        probe.probe(),
                        ProbeVerdict.HAPPENED,
                        Optional.of(new Payload(contracts.encode(
                                "result of step '" + probe.step() + "'",
                                happened.result(),
                                work.served().outputSchema(probe.step())))));
            case Verdict.Never<O> never ->
                new Command.AnswerProbe(probe.entry(), probe.probe(), ProbeVerdict.NEVER, Optional.empty());
            case Verdict.NotSeen<O> notSeen ->
                new Command.AnswerProbe(probe.entry(), probe.probe(), ProbeVerdict.NOT_SEEN, Optional.empty());
        };
    }

    private static String token(Work work) {
        return CallbackToken.of(work.execution(), work.entry(), work.attempt(), work.key())
                .text();
    }

    private AttemptContext context(Attempt attempt) {
        Work work = attempt.work();
        return new AttemptContext(attempt, work.execution(), work.key(), work.sagaInput(), contracts.mapper());
    }

    /** Stands for work that was handed on; somebody completes it later. */
    private enum Begun {
        BEGUN
    }
}
