package dev.baton.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A participant behind one step: it knows keys, keeps its answers, and has a ledger that nobody else writes. */
final class Service {
    private final String step;
    private final Function<Payload, Payload> makes;
    private final Script calls = new Script();
    private final Script undos = new Script();
    private final Map<String, Script> callsByInput = new HashMap<>();
    private final Map<String, Effected> effects = new LinkedHashMap<>();
    private final Set<String> refusals = new HashSet<>();
    private final Set<String> tombstones = new HashSet<>();
    private boolean fenced;
    private boolean hasty;
    private int probeFailures;
    private int received;
    private int undoCalls;
    private int probes;

    Service(String step, Function<Payload, Payload> makes) {
        this.step = step;
        this.makes = makes;
    }

    /** One effect, as the service sees it. */
    static final class Effected {
        final String step;
        final String key;
        final Payload output;
        boolean undone;

        private Effected(String step, String key, Payload output) {
            this.step = step;
            this.key = key;
            this.output = output;
        }
    }

    /** What became of a call; no output: refused. */
    record Answer(@Nullable Payload output) {}

    /** Behaviours one after the other, each used up when its answer was delivered; the last one stays if it is told to. */
    private static final class Script {
        private final List<Behaviour> behaviours = new ArrayList<>();
        private Behaviour then = Behaviour.ok();
        private int at;

        Behaviour current() {
            return at < behaviours.size() ? behaviours.get(at) : then;
        }
    }

    // How it is told to behave.

    /** The next calls; after them, all is well. */
    Service does(Behaviour... behaviours) {
        calls.behaviours.addAll(List.of(behaviours));
        return this;
    }

    /** What all calls get that are not scripted otherwise. */
    Service always(Behaviour behaviour) {
        calls.then = behaviour;
        return this;
    }

    /** The next calls with this input; after them, all is well. */
    Service doesFor(Object input, Behaviour... behaviours) {
        callsByInput
                .computeIfAbsent(Json.of(input).json(), text -> new Script())
                .behaviours
                .addAll(List.of(behaviours));
        return this;
    }

    /** What all calls with this input get. */
    Service alwaysFor(Object input, Behaviour behaviour) {
        callsByInput.computeIfAbsent(Json.of(input).json(), text -> new Script()).then = behaviour;
        return this;
    }

    Service undoes(Behaviour... behaviours) {
        undos.behaviours.addAll(List.of(behaviours));
        return this;
    }

    Service alwaysUndoes(Behaviour behaviour) {
        undos.then = behaviour;
        return this;
    }

    /** It leaves tombstones: what was undone or probed and is unknown will be refused. */
    Service fenced() {
        fenced = true;
        return this;
    }

    /** It says «never» of what it has not seen, and fences nothing: a promise that it cannot keep. */
    Service hasty() {
        hasty = true;
        return this;
    }

    Service failsProbes(int times) {
        probeFailures = times;
        return this;
    }

    // What the world asks of it.

    private Script script(Payload input) {
        return callsByInput.getOrDefault(input.json(), calls);
    }

    Behaviour next(Payload input) {
        return script(input).current();
    }

    /** How many answers were delivered by the script that this input gets. */
    int delivered(Payload input) {
        return script(input).at;
    }

    void deliveredTo(Payload input) {
        script(input).at++;
    }

    Behaviour nextUndo() {
        return undos.current();
    }

    void undoDelivered() {
        undos.at++;
    }

    void received() {
        received++;
    }

    void undoReceived() {
        undoCalls++;
    }

    Answer call(String key, Payload input, Behaviour behaviour) {
        if (tombstones.contains(key) || refusals.contains(key)) {
            return new Answer(null);
        }
        Effected known = effects.get(key);
        if (known != null) {
            return new Answer(known.output);
        }
        if (behaviour.refuses()) {
            refusals.add(key);
            return new Answer(null);
        }
        Payload output = behaviour.output().isEmpty() ? makes.apply(input) : Payload.ofJson(behaviour.output());
        effects.put(key, new Effected(step, key, output));
        return new Answer(output);
    }

    /** Whether there was something to undo. */
    boolean undo(String key) {
        Effected known = effects.get(key);
        if (fenced) {
            tombstones.add(key);
        }
        if (known == null || known.undone) {
            return false;
        }
        known.undone = true;
        return true;
    }

    /** Empty: the probe itself failed. */
    @Nullable
    ProbeVerdict probe(String key) {
        probes++;
        if (probeFailures > 0) {
            probeFailures--;
            return null;
        }
        if (effects.containsKey(key)) {
            return ProbeVerdict.HAPPENED;
        }
        if (fenced) {
            tombstones.add(key);
        }
        return fenced || hasty || refusals.contains(key) ? ProbeVerdict.NEVER : ProbeVerdict.NOT_SEEN;
    }

    @Nullable
    Effected effect(String key) {
        return effects.get(key);
    }

    Collection<Effected> effects() {
        return effects.values();
    }

    int calls() {
        return received;
    }

    int undoCalls() {
        return undoCalls;
    }

    int probes() {
        return probes;
    }
}
