package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Numbers and times within their bounds, and a time limit for every attempt. A {@link dev.baton.Retry} checks itself. */
final class BoundsCheck {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int TURNS_MAX = 1_000_000;
    private static final int ITEMS_MAX = 10_000;

    private final DefinitionIndex index;
    private final Problems problems;

    BoundsCheck(DefinitionIndex index, Problems problems) {
        this.index = index;
        this.problems = problems;
    }

    void run() {
        Definition definition = index.definition();
        definition.deadline().ifPresent(deadline -> positive("", "deadline", deadline));
        notNegative("", "time to compensate it after its end", definition.compensatableFor());
        between("", "version", definition.version(), 0, 1_000_000);
        index.places().forEach(place -> node(place.node()));
    }

    private void node(Node node) {
        String name = node.name();
        switch (node) {
            case Node.Task task -> {
                rules(name, task.rules());
                task.undo().ifPresent(undo -> undo(name, undo));
            }
            case Node.Child child -> {
                child.timeout().ifPresent(timeout -> limit(name, "timeout", timeout));
                between(name, "version of the child", child.version(), 0, 1_000_000);
                child.undo().ifPresent(undo -> undo(name, undo));
            }
            case Node.Choice choice -> notEmpty(name, "choice has no case", choice.cases());
            case Node.Parallel parallel -> notEmpty(name, "parallel has no branch", parallel.branches());
            case Node.ForEach each -> {
                between(name, "number of items at the same time", each.concurrencyMax(), 1, ITEMS_MAX);
                between(name, "number of tolerated failures", each.failuresMax(), 0, ITEMS_MAX);
                between(name, "percentage of tolerated failures", each.failuresPercentMax(), 0, 100);
            }
            case Node.Loop loop -> {
                between(name, "number of turns", loop.turnsMax(), 1, TURNS_MAX);
                notNegative(name, "pause between turns", loop.pause());
            }
            case Node.Wait wait -> {
                if (wait.until() instanceof Node.Until.Elapsed(Duration duration)) {
                    notNegative(name, "time to wait", duration);
                }
            }
            case Node.Receive receive -> receive.timeout().ifPresent(timeout -> positive(name, "timeout", timeout));
            case Node.Pass pass -> {}
            case Node.Fail fail -> {}
        }
    }

    private void notEmpty(String name, String found, List<?> parts) {
        if (parts.isEmpty()) {
            problems.add(name, Rule.BOUND, "The " + found + ". Give it one, or leave it out.");
        }
    }

    private void rules(String name, Node.Rules rules) {
        limit(name, "timeout of an attempt", rules.timeout());
        notNegative(name, "settling time", rules.settle());
        Optional<Duration> heartbeat = rules.heartbeat();
        heartbeat.ifPresent(every -> positive(name, "heartbeat", every));
        if (heartbeat.isPresent() && heartbeat.get().compareTo(rules.timeout()) > 0) {
            problems.add(
                    name,
                    Rule.DURATION,
                    "The heartbeat (" + heartbeat.get() + ") is longer than the timeout of an attempt ("
                            + rules.timeout() + "), so it is never missed. Choose a shorter one.");
        }
    }

    private void undo(String name, Node.Undo undo) {
        limit(name, "timeout of an attempt to compensate", undo.timeout());
        if (undo.readsOutput() && undo.blind().isEmpty()) {
            problems.add(
                    name,
                    Rule.UNDO_WITHOUT_OUTPUT,
                    "Its compensation reads the output, which is unknown when the answer was lost. Undo by the key"
                            + " instead, or give a second call for then.");
        }
    }

    private void limit(String name, String what, Duration limit) {
        if (!limit.isPositive() || limit.compareTo(LONGEST) > 0) {
            problems.add(
                    name,
                    Rule.TIME_LIMIT,
                    "The " + what + " is " + limit + ", so nothing ends an attempt in time. Choose more than zero and"
                            + " at most " + LONGEST.toDays() + " days.");
        }
    }

    private void positive(String name, String what, Duration time) {
        if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
            problems.add(
                    name,
                    Rule.DURATION,
                    "The " + what + " is " + time + ". Choose more than zero and at most " + LONGEST.toDays()
                            + " days.");
        }
    }

    private void notNegative(String name, String what, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            problems.add(
                    name,
                    Rule.DURATION,
                    "The " + what + " is " + time + ". Choose zero or more, at most " + LONGEST.toDays() + " days.");
        }
    }

    private void between(String name, String what, int number, int min, int max) {
        if (number < min || number > max) {
            problems.add(
                    name,
                    Rule.BOUND,
                    "The " + what + " is " + number + ". Choose a number from " + min + " to " + max + ".");
        }
    }
}
