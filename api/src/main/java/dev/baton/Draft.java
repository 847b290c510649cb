package dev.baton;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A recorded node that does not know yet what follows it. */
interface Draft {
    String name();

    /** The node, once it is known what follows. */
    Node node(Optional<String> next);

    /** Parts of the same scope that begin at this node and go on with what follows it. */
    List<List<Draft>> paths();

    /** A node with side paths that never change. */
    record Fixed(String name, List<List<Draft>> paths, Function<Optional<String>, Node> made) implements Draft {
        @Override
        public Node node(Optional<String> next) {
            return made.apply(next);
        }
    }

    static Draft of(String name, Function<Optional<String>, Node> made) {
        return new Fixed(name, List.of(), made);
    }

    /** Where a path begins; an empty one is over at once. */
    static Optional<String> first(List<Draft> path, Optional<String> after) {
        return path.isEmpty() ? after : Optional.of(path.getFirst().name());
    }

    /** The scope that these make. */
    static Scope scope(List<Draft> drafts, Mapping result) {
        var nodes = new ArrayList<Node>();
        lay(drafts, Optional.empty(), nodes);
        return new Scope(first(drafts, Optional.empty()), nodes, result);
    }

    private static void lay(List<Draft> drafts, Optional<String> after, List<Node> nodes) {
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            Optional<String> next = first(drafts.subList(i + 1, drafts.size()), after);
            nodes.add(draft.node(next));
            draft.paths().forEach(path -> lay(path, next, nodes));
        }
    }
}
