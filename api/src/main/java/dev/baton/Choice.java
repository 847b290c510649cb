package dev.baton;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A decision being written: the first condition that holds takes its path. Without {@link #otherwise}, none need hold.
 * Write all of it in one go, before the next node.
 */
public final class Choice<R> {
    private final Recording recording;
    private final Draft draft;
    private final List<Case> cases = new ArrayList<>();
    private @Nullable List<Draft> otherwise;
    private final String name;

    Choice(Recording recording, String name) {
        this.recording = recording;
        this.name = name;
        this.draft = new Deciding();
    }

    /** Another path. */
    public Choice<R> or(String label, Ref<Boolean> condition, Block<? extends R> path) {
        recording.expectLast(draft, otherwise != null);
        Bounds.upTo("label of a path of '" + name + "'", label, 200);
        Mapping holds = recording.place(name + ".case-" + cases.size(), condition);
        Recording.Recorded<? extends R> recorded = recording.block(path::define);
        cases.add(new Case(label, holds, recorded));
        return this;
    }

    /** The last path. Returns what the taken path gave. */
    public Ref<R> otherwise(Block<? extends R> path) {
        recording.expectLast(draft, otherwise != null);
        Recording.Recorded<? extends R> recorded = recording.block(path::define);
        otherwise = recorded.drafts();
        List<Source> options = Stream.concat(
                        cases.stream().map(option -> option.path().source()), Stream.of(recorded.source()))
                .toList();
        return new Ref<>(new Source.Chosen(recording, name, options));
    }

    Draft draft() {
        return draft;
    }

    private record Case(String label, Mapping condition, Recording.Recorded<?> path) {}

    /** The node, which grows with each path. */
    private final class Deciding implements Draft {
        @Override
        public String name() {
            return name;
        }

        @Override
        public Node node(Optional<String> next) {
            List<Node.Case> paths = cases.stream()
                    .map(option -> new Node.Case(
                            option.label(),
                            option.condition(),
                            Draft.first(option.path().drafts(), next)))
                    .toList();
            return new Node.Choice(name, otherwise == null ? next : Draft.first(otherwise, next), paths);
        }

        @Override
        public List<List<Draft>> paths() {
            Stream<List<Draft>> held =
                    cases.stream().map(option -> option.path().drafts());
            return Stream.concat(held, Stream.ofNullable(otherwise)).toList();
        }
    }
}
