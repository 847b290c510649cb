package dev.baton.engine;

import dev.baton.BatonException;
import dev.baton.Bindings;
import dev.baton.ExecutionRefusedException;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentConflictException;
import dev.baton.IncidentFilter;
import dev.baton.Operator;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.core.ExecutionState;
import dev.baton.core.Payload;
import dev.baton.core.Reply;
import dev.baton.core.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers incidents: one, or all of a cause. Thread-safe. */
final class IncidentAnswers {
    private static final Set<String> SOMEBODY_WAS_FIRST = Set.of("BATON-117", "BATON-118");
    private static final int PAGE = 200;

    private final Post post;
    private final Registry registry;
    private final Decider decider;
    private final Contracts contracts;
    private final Lists lists;
    private final EngineClock clock;

    IncidentAnswers(
            Post post, Registry registry, Decider decider, Contracts contracts, Lists lists, EngineClock clock) {
        this.post = post;
        this.registry = registry;
        this.decider = decider;
        this.contracts = contracts;
        this.lists = lists;
        this.clock = clock;
    }

    void answer(Incident.Seen seen, IncidentAnswer answer, Reason reason) {
        give(seen, command(seen, answer, reason));
    }

    void assign(Incident.Seen seen, Optional<String> assignee, Reason reason) {
        give(seen, new Command.AssignIncident(seen.number(), seen.version(), assignee, reason.by(), reason.why()));
    }

    private void give(Incident.Seen seen, Command command) {
        Reply reply = post.give(seen.execution(), "answered", command);
        if (reply instanceof Reply.Refused refused) {
            if (SOMEBODY_WAS_FIRST.contains(refused.code())) {
                throw new IncidentConflictException(refused.code(), refused.message());
            }
            throw ExecutionRefusedException.of(seen.execution(), refused.code(), refused.message());
        }
    }

    private Command command(Incident.Seen seen, IncidentAnswer answer, Reason reason) {
        return new Command.AnswerIncident(
                seen.number(), seen.version(), resolution(seen, answer), reason.by(), reason.why());
    }

    private Resolution resolution(Incident.Seen seen, IncidentAnswer answer) {
        return switch (answer) {
            case IncidentAnswer.Retry retry -> new Resolution.Retry(Optional.empty());
            case IncidentAnswer.RetryWith retry -> new Resolution.Retry(Optional.of(given(seen, retry.input(), true)));
            case IncidentAnswer.Resolve resolve -> new Resolution.Resolve();
            case IncidentAnswer.Skip skip -> new Resolution.Skip();
            case IncidentAnswer.Forward forward -> new Resolution.Forward(given(seen, forward.result(), false));
            case IncidentAnswer.Compensate compensate -> new Resolution.Compensate();
        };
    }

    /** What was typed by hand, checked against the step's contract. */
    private Payload given(Incident.Seen seen, IncidentAnswer.Given given, boolean isInput) {
        Place place = post.look(seen.execution(), hot -> place(seen, hot));
        String what = (isInput ? "input" : "result") + " of step '" + place.node() + "'";
        byte[] json = switch (given) {
            case IncidentAnswer.Given.Value value -> contracts.encode(what, value.value(), Optional.empty());
            case IncidentAnswer.Given.Json text -> text.text().getBytes(StandardCharsets.UTF_8);
        };
        Served served = place.served();
        contracts.check(what, json, isInput ? served.inputSchema(place.node()) : served.outputSchema(place.node()));
        typeOf(served, place.node(), isInput).ifPresent(type -> contracts.decode(what, json, type));
        return new Payload(json);
    }

    private static Optional<Class<?>> typeOf(Served served, String node, boolean isInput) {
        Bindings bindings = served.bindings();
        if (bindings == null) {
            return Optional.empty();
        }
        return isInput
                ? Optional.ofNullable(bindings.steps().get(node)).map(Step::input)
                : Optional.ofNullable(bindings.types().get(node));
    }

    private record Place(Served served, String node) {}

    private Place place(Incident.Seen seen, @Nullable Hot hot) {
        Hot known = Views.known(seen.execution(), hot);
        ExecutionState state = known.state;
        if (state == null
                || seen.number() < 0
                || seen.number() >= state.incidents().size()) {
            throw new ExecutionRefusedException(
                    seen.execution(),
                    "answered",
                    "BATON-116",
                    "it has no incident " + seen.number() + " that takes data. List its incidents first.");
        }
        return new Place(
                registry.served(known.definition),
                state.incidents().get(seen.number()).node());
    }

    List<Operator.AnswerResult> answerAll(IncidentFilter which, IncidentAnswer answer, Reason reason) {
        return each(which, seen -> answer(seen, answer, reason));
    }

    /** What answers would come to, tried on copies of the states. */
    List<Operator.AnswerResult> dryRun(IncidentFilter which, IncidentAnswer answer) {
        var tried = new Reason("dry run", "Nothing is changed.");
        return each(which, seen -> {
            Command command = command(seen, answer, tried);
            Reply reply = post.look(seen.execution(), hot -> dryReply(Views.known(seen.execution(), hot), command));
            if (reply instanceof Reply.Refused refused) {
                throw ExecutionRefusedException.of(seen.execution(), refused.code(), refused.message());
            }
        });
    }

    private Reply dryReply(Hot hot, Command command) {
        if (hot.halt != null) {
            return Halting.isRetry(command, hot.halt) ? new Reply.Accepted() : Halting.refusal(hot, hot.halt);
        }
        var copy = ExecutionState.of(hot.id, hot.state().snapshot());
        return decider.decide(copy, command, clock.instant()).reply();
    }

    private List<Operator.AnswerResult> each(IncidentFilter which, OneAnswer one) {
        var found = new ArrayList<Incident.Seen>();
        Optional<String> next = Optional.empty();
        do {
            Page<Incident> page = lists.incidents(which, new Paging(next, PAGE));
            page.items().forEach(incident -> found.add(incident.seen()));
            next = page.next();
        } while (next.isPresent() && found.size() < Operator.ANSWERS_MAX);
        var results = new ArrayList<Operator.AnswerResult>();
        for (Incident.Seen seen : found.subList(0, Math.min(found.size(), Operator.ANSWERS_MAX))) {
            results.add(result(seen, one));
        }
        return results;
    }

    private static Operator.AnswerResult result(Incident.Seen seen, OneAnswer one) {
        try {
            one.give(seen);
            return new Operator.AnswerResult(seen, Optional.empty());
        } catch (BatonException e) {
            return new Operator.AnswerResult(seen, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    @FunctionalInterface
    private interface OneAnswer {
        void give(Incident.Seen seen);
    }
}
