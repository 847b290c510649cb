package dev.baton.core;

import dev.baton.Call;
import dev.baton.Catch;
import dev.baton.Definition;
import dev.baton.Failure;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A random definition that may run, made so that it keeps every rule of registration: what is undone stands before the
 * pivot, what is retried after it, and everything that is read is there.
 *
 * <p>Each step's input is its <em>address</em>: the saga's input, followed by the item or turn of each for-each and loop
 * that it stands in ({@code in/each-3:0/loop-5:2}). So a service's ledger says by itself which visit it is about.
 */
final class RandomSaga {
    /** A pause without jitter: what is shorter than a millisecond is a millisecond. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    private static final Node.Undo UNDO = new Node.Undo(
            new Call.Handler(), new Retry(PAUSE, 1, PAUSE, 3), Duration.ofMinutes(1), false, Optional.empty());

    /** Where in a saga something stands, seen from its pivot; at ASIDE it has neither effect nor undo. */
    private enum Zone {
        BEFORE,
        ASIDE,
        AFTER
    }

    /** A node to be, with the nodes that belong to it; told where to go on, it adds itself. */
    private record Piece(String name, Making making) {}

    @FunctionalInterface
    private interface Making {
        void add(Optional<String> next, List<Node> to);
    }

    /** Where pieces are made: the for-eaches and loops around them, outermost first. */
    private record Where(Zone zone, List<String> repeaters, int depth) {
        Where within(String repeater) {
            var more = new ArrayList<>(repeaters);
            more.add(repeater);
            return new Where(zone, more, depth + 1);
        }

        Where deeper() {
            return new Where(zone, repeaters, depth + 1);
        }

        Where in(Zone other) {
            return new Where(other, repeaters, depth + 1);
        }
    }

    private final RandomGenerator random;
    private final String name;
    private final List<Definition> children = new ArrayList<>();
    private final Map<String, List<String>> repeaters = new HashMap<>();
    private int budget;
    private int made;

    private RandomSaga(RandomGenerator random, String name, int size) {
        this.random = random;
        this.name = name;
        this.budget = size;
    }

    /**
     * What was made.
     *
     * @param definitions the root first, then its children
     * @param repeaters of every node, the for-eaches and loops that it stands in, outermost first
     */
    record Made(List<Definition> definitions, Map<String, List<String>> repeaters) {}

    /** A saga of about {@code size} nodes. */
    static Made make(RandomGenerator random, int size) {
        var saga = new RandomSaga(random, "root", size);
        Definition root = saga.definition(true);
        var all = new ArrayList<Definition>();
        all.add(root);
        all.addAll(saga.children);
        return new Made(all, saga.repeaters);
    }

    private Definition definition(boolean mayPassPivot) {
        var where = new Where(Zone.BEFORE, List.of(), 0);
        int kind = mayPassPivot ? random.nextInt(10) : 0;
        List<Piece> pieces = new ArrayList<>(sequence(where, Math.max(1, budget - (kind < 4 ? 0 : 2))));
        if (kind >= 4 && kind < 8) {
            pieces.add(pivot(where));
        }
        if (kind >= 4) {
            budget += 2;
            pieces.addAll(sequence(where.in(Zone.AFTER), budget));
        }
        Optional<Duration> deadline = chance(5) ? Optional.of(millis(1_500)) : Optional.empty();
        Duration kept = kind < 4 && mayPassPivot && chance(30) ? Duration.ofDays(1) : Duration.ZERO;
        return new Definition(name, 0, scope(pieces, new Mapping.Nothing()), deadline, kept, Optional.empty());
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Duration millis(int bound) {
        return Duration.ofMillis(1 + random.nextInt(bound));
    }

    private String name(String kind, Where where) {
        String chosen = (name.equals("root") ? "" : name + "-") + kind + "-" + ++made;
        repeaters.put(chosen, where.repeaters());
        return chosen;
    }

    private static Scope scope(List<Piece> pieces, Mapping result) {
        var nodes = new ArrayList<Node>();
        Optional<String> start = add(pieces, Optional.empty(), nodes);
        return new Scope(start, nodes.reversed(), result);
    }

    /** Adds pieces that go on one after the other; returns where they begin. */
    private static Optional<String> add(List<Piece> pieces, Optional<String> after, List<Node> to) {
        Optional<String> next = after;
        for (Piece piece : pieces.reversed()) {
            piece.making().add(next, to);
            next = Optional.of(piece.name());
        }
        return next;
    }

    private List<Piece> sequence(Where where, int most) {
        var pieces = new ArrayList<Piece>();
        int count = 1 + random.nextInt(Math.max(1, most));
        Optional<String> before = Optional.empty();
        while (pieces.size() < count && budget > 0) {
            budget--;
            int kind = random.nextInt(100);
            if (kind < 55 || where.depth() > 3) {
                String step = name("step", where);
                boolean caught = chance(12);
                pieces.add(step(step, roleIn(where), where, before, caught));
                before = caught ? Optional.empty() : Optional.of(step);
            } else {
                pieces.add(block(kind, where));
                before = Optional.empty();
            }
        }
        return pieces;
    }

    private Piece block(int kind, Where where) {
        if (kind < 63) {
            return parallel(where);
        } else if (kind < 72) {
            return each(where);
        } else if (kind < 77) {
            return loop(where);
        } else if (kind < 84) {
            return choice(where);
        } else if (kind < 90) {
            return fallback(where);
        } else if (kind < 93) {
            return pause(where);
        } else if (kind < 95) {
            return receive(where);
        } else if (kind < 97) {
            return pass(where);
        }
        return child(where);
    }

    private Role roleIn(Where where) {
        if (chance(15)) {
            return Role.READ_ONLY;
        }
        return switch (where.zone()) {
            case BEFORE -> Role.COMPENSATABLE;
            case AFTER -> Role.RETRIABLE;
            case ASIDE -> Role.READ_ONLY;
        };
    }

    private Piece step(String step, Role role, Where where, Optional<String> before, boolean caught) {
        boolean compensatable = role == Role.COMPENSATABLE;
        boolean probed = compensatable ? chance(40) : role != Role.READ_ONLY;
        Duration settle = !probed && chance(30) ? millis(300) : Duration.ZERO;
        var rules = new Node.Rules(
                new Retry(PAUSE, 1, PAUSE, 2 + random.nextInt(2)),
                Duration.ofMinutes(1),
                Optional.empty(),
                settle,
                false,
                Optional.empty(),
                Optional.empty());
        Mapping input = input(step, where, before);
        List<Piece> instead = caught ? path(where) : List.of();
        Optional<List<Piece>> path = caught ? Optional.of(instead) : Optional.empty();
        List<String> errors = errors();
        Optional<Node.Undo> undo = compensatable ? Optional.of(UNDO) : Optional.empty();
        return new Piece(
                step,
                (next, to) -> to.add(new Node.Task(
                        step,
                        next,
                        step,
                        new Call.Handler(),
                        role,
                        input,
                        rules,
                        undo,
                        probed,
                        catches(path, errors, next, to),
                        Optional.empty())));
    }

    private Mapping input(String step, Where where, Optional<String> before) {
        Mapping address = address(where);
        if (before.isPresent() && chance(30)) {
            return new Mapping.Computed(List.of(address, new Mapping.ResultOf(before.get())), step + ".input");
        }
        return chance(15) ? new Mapping.Computed(List.of(address), step + ".input") : address;
    }

    private static Mapping address(Where where) {
        return where.repeaters().isEmpty()
                ? new Mapping.SagaInput()
                : new Mapping.Current(where.repeaters().getLast());
    }

    private List<String> errors() {
        return chance(75) ? List.of(Catch.ANY) : List.of(Failure.REFUSED, Failure.NO_SIGNAL);
    }

    private static List<Catch> catches(
            Optional<List<Piece>> path, List<String> errors, Optional<String> next, List<Node> to) {
        return path.map(pieces -> List.of(new Catch(errors, add(pieces, next, to))))
                .orElse(List.of());
    }

    private List<Piece> path(Where where) {
        return chance(25) ? List.of() : sequence(where.deeper(), 2);
    }

    private Optional<List<Piece>> pathSometimes(Where where) {
        return chance(25) ? Optional.of(path(where)) : Optional.empty();
    }

    private Piece parallel(Where where) {
        String parallel = name("parallel", where);
        var branches = new ArrayList<Scope>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            branches.add(scope(sequence(where.deeper(), 3), new Mapping.Nothing()));
        }
        return parallel(parallel, branches, pathSometimes(where));
    }

    private Piece parallel(String parallel, List<Scope> branches, Optional<List<Piece>> path) {
        List<String> errors = errors();
        return new Piece(
                parallel,
                (next, to) -> to.add(new Node.Parallel(parallel, next, branches, catches(path, errors, next, to))));
    }

    private Piece fallback(Where where) {
        String fallback = name("fallback", where);
        Scope branch = scope(sequence(where.deeper(), 3), new Mapping.Nothing());
        return parallel(fallback, List.of(branch), Optional.of(path(where)));
    }

    private Piece each(Where where) {
        String each = name("each", where);
        Mapping items = new Mapping.Computed(List.of(address(where)), each + ".items");
        Scope body = scope(sequence(where.within(each), 3), new Mapping.Nothing());
        int atOnce = 1 + random.nextInt(3);
        int tolerated = random.nextInt(3);
        int percent = chance(15) ? 50 : 0;
        Optional<List<Piece>> path = pathSometimes(where);
        return new Piece(
                each,
                (next, to) -> to.add(new Node.ForEach(
                        each,
                        next,
                        items,
                        body,
                        atOnce,
                        tolerated,
                        percent,
                        catches(path, List.of(Catch.ANY), next, to))));
    }

    private Piece loop(Where where) {
        String loop = name("loop", where);
        Mapping initial = new Mapping.Computed(List.of(address(where)), loop + ".initial");
        Mapping turn = new Mapping.Computed(List.of(new Mapping.Current(loop)), loop + ".turn");
        Mapping until = new Mapping.Computed(List.of(new Mapping.ResultOf(loop)), loop + ".until");
        Scope body = scope(sequence(where.within(loop), 3), turn);
        Duration pause = chance(50) ? Duration.ZERO : chance(80) ? millis(100) : Duration.ofSeconds(6);
        Optional<List<Piece>> path = pathSometimes(where);
        return new Piece(
                loop,
                (next, to) -> to.add(new Node.Loop(
                        loop, next, initial, body, until, pause, 3, catches(path, List.of(Catch.ANY), next, to))));
    }

    private Piece choice(Where where) {
        String choice = name("choice", where);
        var paths = new ArrayList<List<Piece>>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            var path = new ArrayList<>(sequence(where.deeper(), 2));
            if (where.zone() == Zone.BEFORE && chance(20)) {
                path.add(fail(where));
            }
            paths.add(path);
        }
        return choice(choice, where, paths, path(where));
    }

    private static Piece choice(String choice, Where where, List<List<Piece>> paths, List<Piece> otherwise) {
        return new Piece(choice, (next, to) -> {
            var cases = new ArrayList<Node.Case>();
            for (List<Piece> path : paths) {
                String code = choice + ".case-" + cases.size();
                Mapping condition = new Mapping.Computed(List.of(address(where)), code);
                cases.add(new Node.Case(code, condition, add(path, next, to)));
            }
            to.add(new Node.Choice(choice, add(otherwise, next, to), cases));
        });
    }

    private Piece fail(Where where) {
        String fail = name("fail", where);
        Mapping message = new Mapping.Computed(List.of(address(where)), fail + ".message");
        return new Piece(fail, (next, to) -> to.add(new Node.Fail(fail, Failure.FAILED, message)));
    }

    private Piece pause(Where where) {
        String wait = name("wait", where);
        Duration time = chance(70) ? millis(400) : Duration.ofSeconds(6);
        return new Piece(wait, (next, to) -> to.add(new Node.Wait(wait, next, new Node.Until.Elapsed(time))));
    }

    private Piece receive(Where where) {
        String receive = name("receive", where);
        Optional<Duration> timeout = Optional.of(chance(70) ? millis(800) : Duration.ofSeconds(8));
        Optional<List<Piece>> path = chance(60) ? Optional.of(path(where)) : Optional.empty();
        return new Piece(
                receive,
                (next, to) -> to.add(new Node.Receive(
                        receive,
                        next,
                        receive,
                        Optional.empty(),
                        timeout,
                        Optional.empty(),
                        catches(path, List.of(Failure.NO_SIGNAL), next, to))));
    }

    private Piece pass(Where where) {
        String pass = name("pass", where);
        Mapping value = new Mapping.Computed(List.of(address(where)), pass + ".value");
        return new Piece(pass, (next, to) -> to.add(new Node.Pass(pass, next, value)));
    }

    /** Another saga as a step; one without an undo of its own has nothing past a pivot. */
    private Piece child(Where where) {
        if (where.zone() == Zone.ASIDE || where.depth() > 2 || !name.equals("root")) {
            return pause(where);
        }
        String child = name("child", where);
        boolean undone = where.zone() == Zone.BEFORE;
        boolean ownUndo = undone && chance(30);
        var saga = new RandomSaga(random, child, 1 + random.nextInt(3));
        children.add(saga.definition(ownUndo || !undone));
        saga.repeaters.forEach((node, within) -> {
            var all = new ArrayList<>(where.repeaters());
            all.addAll(within);
            repeaters.put(node, all);
        });
        Optional<Duration> timeout = chance(15) ? Optional.of(millis(400)) : Optional.empty();
        Optional<List<Piece>> path = pathSometimes(where);
        return new Piece(
                child,
                (next, to) -> to.add(new Node.Child(
                        child,
                        next,
                        child,
                        0,
                        undone ? Role.COMPENSATABLE : Role.RETRIABLE,
                        address(where),
                        timeout,
                        false,
                        ownUndo ? Optional.of(UNDO) : Optional.empty(),
                        catches(path, List.of(Catch.ANY), next, to))));
    }

    /** The point of no return: alone, caught, on one path of a choice, or in a branch beside what needs no undo. */
    private Piece pivot(Where where) {
        String pivot = name("pivot", where);
        Piece step = step(pivot, Role.PIVOT, where, Optional.empty(), chance(25));
        return switch (random.nextInt(6)) {
            case 0 -> {
                String choice = name("choice", where);
                var path = new ArrayList<>(path(where));
                path.add(step);
                yield choice(choice, where, List.of(path), path(where));
            }
            case 1 -> {
                String parallel = name("parallel", where);
                var branch = new ArrayList<>(path(where));
                branch.add(step);
                Scope aside = scope(sequence(where.in(Zone.ASIDE), 2), new Mapping.Nothing());
                yield parallel(
                        parallel,
                        List.of(scope(branch, new Mapping.Nothing()), aside),
                        chance(25) ? Optional.of(List.of()) : Optional.empty());
            }
            default -> step;
        };
    }
}
