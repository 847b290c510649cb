package dev.baton.core;

import dev.baton.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The services of a {@link RandomPlay}: they know keys, keep their answers, and write down each effect and each undo. All
 * are fenced: what was undone or probed and is unknown is refused from then on.
 */
final class RandomLedger {
    static final long OPEN = Long.MAX_VALUE;

    /** One effect, or the undo of what never was one. */
    static final class Line {
        final String step;
        final String key;
        final String address;
        boolean happened;
        boolean undone;
        long undoBegan = OPEN;
        long undoEnded = OPEN;

        private Line(String step, String key, String address) {
            this.step = step;
            this.key = key;
            this.address = address;
        }

        boolean stands() {
            return happened && !undone;
        }
    }

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Integer> answered = new HashMap<>();
    private final Map<String, RandomTrouble.Fault> calls;
    private final Map<String, Integer> undos;
    private boolean mended;

    RandomLedger(RandomTrouble trouble) {
        calls = trouble.calls();
        undos = trouble.undos();
    }

    /** From now on nothing fails any more. */
    void mend() {
        mended = true;
    }

    int answered(String key) {
        return answered.getOrDefault(key, 0);
    }

    void countAnswer(String key) {
        answered.merge(key, 1, Integer::sum);
    }

    Behaviour.Kind next(String step, String address, String key) {
        RandomTrouble.Fault fault = calls.get(step + "@" + address);
        if (fault == null || mended || answered(key) >= fault.times()) {
            return Behaviour.Kind.OK;
        }
        return fault.kind();
    }

    boolean undoFails(String step, String address, String undoKey) {
        return !mended && answered(undoKey) < undos.getOrDefault(step + "@" + address, 0);
    }

    /** The call arrives; false: it is refused. */
    boolean call(String step, String key, String address, boolean refuses) {
        Line line = line(step, key, address);
        if (line.happened) {
            return true;
        }
        if (refuses || refused.contains(key)) {
            refused.add(key);
            return false;
        }
        line.happened = true;
        return true;
    }

    Line line(String step, String key, String address) {
        return lines.computeIfAbsent(key, known -> new Line(step, known, address));
    }

    void undoBegins(Line line, long tick) {
        line.undoBegan = Math.min(line.undoBegan, tick);
    }

    void undo(Line line, long tick) {
        if (!line.happened) {
            refused.add(line.key);
        }
        line.undone = true;
        line.undoEnded = Math.min(line.undoEnded, tick);
    }

    ProbeVerdict probe(String key) {
        Line line = lines.get(key);
        if (line != null && line.happened) {
            return ProbeVerdict.HAPPENED;
        }
        refused.add(key);
        return ProbeVerdict.NEVER;
    }

    @Nullable
    Line find(String key) {
        return lines.get(key);
    }

    long undone() {
        return lines.values().stream().filter(line -> line.undone).count();
    }

    /** Effects that stand, but for those of steps that only read. */
    List<String> standing(RandomCase drawn) {
        return lines.values().stream()
                .filter(line -> line.stands() && Phases.roleOf(drawn.node(line.step)) != Role.READ_ONLY)
                .map(line -> line.key)
                .sorted()
                .toList();
    }
}
