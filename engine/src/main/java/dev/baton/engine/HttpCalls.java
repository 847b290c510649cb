package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Call;
import dev.baton.Done;
import dev.baton.Failure;
import dev.baton.HttpCall;
import dev.baton.PayloadRefusedException;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.Outcome;
import dev.baton.core.Payload;
import dev.baton.core.ProbeVerdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls services for steps, and says what their answers mean for the effect (saga-semantics §3). Thread-safe.
 *
 * <p>What each answer means stands at {@link HttpCall}.
 */
final class HttpCalls {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpTransport client;
    private final Breakers breakers;
    private final Contracts contracts;
    private final LocalCalls local;
    private final Executor threads;

    HttpCalls(HttpTransport client, Breakers breakers, Contracts contracts, LocalCalls local, Executor threads) {
        this.client = client;
        this.breakers = breakers;
        this.contracts = contracts;
        this.local = local;
        this.threads = threads;
    }

    /** What a step calls for this work, if it calls a service. */
    static Optional<Call.Http> callOf(Work work) {
        return switch (work.kind()) {
            case Work.Kind.Task task ->
                task.effect().call() instanceof Call.Http http ? Optional.of(http) : Optional.empty();
            case Work.Kind.Undo undo ->
                undo.effect().call() instanceof Call.Http http ? Optional.of(http) : Optional.empty();
            case Work.Kind.Probe probe -> probeOf(work);
        };
    }

    private static Optional<Call.Http> probeOf(Work work) {
        Bindings bindings = work.served().bindings();
        Step<?, ?> step = bindings == null ? null : bindings.steps().get(work.step());
        return step != null && step.probe() instanceof Step.Probe.Http<?, ?>(HttpCall call)
                ? Optional.of(new Call.Http(call.method(), call.url(), call.headers()))
                : Optional.empty();
    }

    /** Whether the service's breaker lets a call through now; if so, {@link #call} has to follow. */
    boolean admits(Call.Http call) {
        return breakers.admits(origin(call.url()));
    }

    /** A call that was admitted is not made after all. */
    void release(Call.Http call) {
        breakers.release(origin(call.url()));
    }

    /** Makes the call, reports what became of it, and runs {@code after}. */
    void call(Attempt attempt, Call.Http call, Runnable after) {
        Work work = attempt.work();
        String origin = origin(call.url());
        HttpTransport.Outgoing outgoing;
        try {
            outgoing = outgoing(work, call);
        } catch (IllegalArgumentException | PayloadRefusedException e) {
            breakers.done(origin, true);
            Failure failure = Failure.of(Failure.CONTRACT, Failure.of(e).message());
            if (attempt.answer()) {
                work.fail(Outcome.REFUSED, failure, Optional.empty());
            }
            after.run();
            return;
        } catch (RuntimeException | Error e) {
            breakers.release(origin);
            throw e;
        }
        client.call(outgoing, answer -> {
            breakers.done(origin, isWorking(answer));
            threads.execute(() -> {
                try {
                    tell(attempt, call.method() + " " + outgoing.url(), answer);
                } catch (RuntimeException | Error e) {
                    Failure failure = Failure.of(e);
                    if (attempt.answer()) {
                        work.fail(Outcome.UNKNOWN, failure, Optional.empty());
                    }
                } finally {
                    after.run();
                }
            });
        });
    }

    private HttpTransport.Outgoing outgoing(Work work, Call.Http call) {
        Payload input;
        Optional<Payload> output = Optional.empty();
        byte[] body;
        switch (work.kind()) {
            case Work.Kind.Task(Effect.InvokeTask task) -> {
                input = task.input();
                body = input.bytes();
                contracts.check(
                        "input of step '" + task.step() + "'",
                        body,
                        work.served().inputSchema(task.step()));
            }
            case Work.Kind.Undo(Effect.InvokeUndo undo) -> {
                input = undo.input();
                output = undo.output();
                body = whatIsKnown(undo, work.sagaInput());
            }
            case Work.Kind.Probe(Effect.InvokeProbe probe) -> {
                input = probe.input();
                body = input.bytes();
            }
        }
        String undone = work.kind() instanceof Work.Kind.Undo(Effect.InvokeUndo undo) ? undo.key() : work.key();
        boolean hasBody = !call.method().equals("GET") && !call.method().equals("DELETE");
        var headers = new TreeMap<>(call.headers());
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", work.key());
        headers.put("traceparent", traceParent(work));
        return new HttpTransport.Outgoing(
                call.method(),
                new UrlTemplate(undone, input, output).fill(call.url()),
                headers,
                hasBody ? body : null,
                work.timeout(),
                contracts.bytesMax());
    }

    private static byte[] whatIsKnown(Effect.InvokeUndo undo, Payload sagaInput) {
        var body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringProperty("key", undo.key());
            json.writeBooleanProperty("certain", undo.certain());
            json.writeName("input");
            json.writeRawValue(undo.input().json());
            if (undo.output().isPresent()) {
                json.writeName("result");
                json.writeRawValue(undo.output().get().json());
            }
            json.writeName("sagaInput");
            json.writeRawValue(sagaInput.json());
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    /** All calls of an execution belong to one trace; each call is a span of its own. */
    private static String traceParent(Work work) {
        byte[] trace = CanonicalJson.sha256(work.execution().value().getBytes(StandardCharsets.UTF_8));
        byte[] span = CanonicalJson.sha256((work.key() + "#" + work.attempt()).getBytes(StandardCharsets.UTF_8));
        HexFormat hex = HexFormat.of();
        return "00-" + hex.formatHex(trace, 0, 16) + "-" + hex.formatHex(span, 0, 8) + "-01";
    }

    private static boolean isWorking(HttpAnswer answer) {
        return switch (answer) {
            case HttpAnswer.Came came -> came.status() < 500;
            case HttpAnswer.TooLarge tooLarge -> tooLarge.status() < 500;
            case HttpAnswer.NotSent notSent -> false;
            case HttpAnswer.Lost lost -> false;
        };
    }

    private void tell(Attempt attempt, String asked, HttpAnswer answer) {
        switch (attempt.work().kind()) {
            case Work.Kind.Task task -> task(attempt, task.effect(), asked, answer);
            case Work.Kind.Undo undo -> undo(attempt, undo.effect(), asked, answer);
            case Work.Kind.Probe probe -> probe(attempt, probe.effect(), asked, answer);
        }
    }

    private void task(Attempt attempt, Effect.InvokeTask task, String asked, HttpAnswer answer) {
        if (!isSuccess(answer)) {
            HttpProblem problem = HttpProblem.of(asked, answer);
            boolean inTime = attempt.answer();
            if (inTime || problem.outcome() != Outcome.UNKNOWN) {
                attempt.work().fail(problem.outcome(), problem.failure(), problem.notBefore());
            }
            return;
        }
        try {
            Result result = result(attempt.work(), answer);
            local.complete(attempt, task, result.payload(), result.value());
        } catch (PayloadRefusedException e) {
            LocalCalls.unreadable(attempt, e);
        }
    }

    private void undo(Attempt attempt, Effect.InvokeUndo undo, String asked, HttpAnswer answer) {
        int status = status(answer);
        if (isSuccess(answer) || status == 404 || status == 410) {
            var completed = new Command.CompleteUndo(undo.entry(), undo.attempt());
            attempt.answer();
            attempt.work().report(completed);
        } else {
            HttpProblem problem = HttpProblem.of(asked, answer);
            if (attempt.answer()) {
                attempt.work().fail(problem.outcome(), problem.failure(), problem.notBefore());
            }
        }
    }

    private void probe(Attempt attempt, Effect.InvokeProbe probe, String asked, HttpAnswer answer) {
        Command meaning;
        try {
            meaning = meaning(attempt.work(), probe, asked, answer);
        } catch (PayloadRefusedException e) {
            meaning = new Command.FailProbe(probe.entry(), probe.probe(), LocalCalls.contract(e));
        }
        LocalCalls.reportInTime(attempt, meaning);
    }

    private Command meaning(Work work, Effect.InvokeProbe probe, String asked, HttpAnswer answer) {
        if (isSuccess(answer)) {
            Payload result = result(work, answer).payload();
            return answered(probe, ProbeVerdict.HAPPENED, Optional.of(result));
        }
        return switch (status(answer)) {
            case 410 -> answered(probe, ProbeVerdict.NEVER, Optional.empty());
            case 404 -> answered(probe, ProbeVerdict.NOT_SEEN, Optional.empty());
            default ->
                new Command.FailProbe(
                        probe.entry(),
                        probe.probe(),
                        HttpProblem.of(asked, answer).failure());
        };
    }

    private static Command answered(Effect.InvokeProbe probe, ProbeVerdict verdict, Optional<Payload> output) {
        return new Command.AnswerProbe(probe.entry(), probe.probe(), verdict, output);
    }

    private static boolean isSuccess(HttpAnswer answer) {
        int status = status(answer);
        return status >= 200 && status < 300;
    }

    private static int status(HttpAnswer answer) {
        return switch (answer) {
            case HttpAnswer.Came came -> came.status();
            case HttpAnswer.TooLarge tooLarge -> tooLarge.status();
            case HttpAnswer.NotSent notSent -> 0;
            case HttpAnswer.Lost lost -> 0;
        };
    }

    /** What a service gave, checked against what the step declares. */
    private Result result(Work work, HttpAnswer answer) {
        String what = "result of step '" + work.step() + "'";
        if (answer instanceof HttpAnswer.TooLarge tooLarge) {
            throw PayloadRefusedException.tooLarge(what, tooLarge.bytesMax() + 1, tooLarge.bytesMax());
        }
        Bindings bindings = work.served().bindings();
        Class<?> type = bindings == null ? null : bindings.types().get(work.step());
        if (type == Done.class) {
            return new Result(Payload.NOTHING, Done.DONE);
        }
        byte[] body = answer instanceof HttpAnswer.Came came ? came.body() : new byte[0];
        contracts.check(what, body, Optional.empty());
        if (body.length == 0) {
            throw PayloadRefusedException.breaksContract(what, "", "nothing", type == null ? "JSON" : type.getName());
        }
        Class<?> wanted = type == null ? Object.class : type;
        Object value = contracts.decode(what, body, wanted);
        contracts.check(what, body, work.served().outputSchema(work.step()));
        return new Result(new Payload(body), value);
    }

    private record Result(Payload payload, @Nullable Object value) {}

    private static String origin(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return path < 0 ? url : url.substring(0, path);
    }
}
