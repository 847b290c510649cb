package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.core.Entry;
import dev.baton.core.ExecutionState;
import dev.baton.store.HandedOver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls that former owners of a partition still make, so that they are not made again. Belongs to its partition's thread. */
final class HandedAttempts {
    private final Map<ExecutionId, List<HandedOver>> calls = new HashMap<>();

    /** A new tenure begins with what the former owners left. */
    void begin(List<HandedOver> left) {
        calls.clear();
        left.forEach(call ->
                calls.computeIfAbsent(call.execution(), id -> new ArrayList<>()).add(call));
    }

    /** The entries of an execution for which an answer will come. */
    Set<Integer> held(ExecutionState state) {
        Set<Integer> held = new HashSet<>();
        for (HandedOver call : calls.getOrDefault(state.id(), List.of())) {
            if (call.entry() < state.entries().size()
                    && isOf(call, state.entries().get(call.entry()))) {
                held.add(call.entry());
            }
        }
        return held;
    }

    /** The entries of an execution but for those that still wait for one of these calls. */
    static Set<Integer> others(List<HandedOver> calls, ExecutionState state) {
        Set<Integer> others = new HashSet<>();
        for (Entry entry : state.entries()) {
            if (calls.stream().noneMatch(call -> call.entry() == entry.number() && isOf(call, entry))) {
                others.add(entry.number());
            }
        }
        return others;
    }

    private static boolean isOf(HandedOver call, Entry entry) {
        return switch (call.kind()) {
            case TASK -> entry.phase() == Entry.Phase.RUNNING && entry.attempt() == call.attempt();
            case UNDO -> entry.phase() == Entry.Phase.UNDOING && entry.undoAttempt() == call.attempt();
            case PROBE -> entry.phase() == Entry.Phase.PROBING && entry.probe() == call.attempt();
        };
    }

    /** Forgets the calls of engines that live no more, and gives them. */
    List<HandedOver> dropDead(Set<String> alive) {
        var dead = new ArrayList<HandedOver>();
        for (List<HandedOver> ofExecution : List.copyOf(calls.values())) {
            ofExecution.stream().filter(call -> !alive.contains(call.member())).forEach(dead::add);
        }
        for (HandedOver call : dead) {
            List<HandedOver> left = calls.getOrDefault(call.execution(), new ArrayList<>());
            left.remove(call);
            if (left.isEmpty()) {
                calls.remove(call.execution());
            }
        }
        return dead;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void clear() {
        calls.clear();
    }
}
