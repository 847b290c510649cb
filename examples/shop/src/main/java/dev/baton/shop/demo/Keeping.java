package dev.baton.shop.demo;

import java.util.Optional;

/**
 * Where the engines keep their executions, and how many engines there are.
 *
 * @param nodes 1 with SQLite, which one process has at a time; 1 to 16 with PostgreSQL
 * @param url of a PostgreSQL; without one, PostgreSQL is one of our own
 */
public record Keeping(Kind kind, int nodes, Optional<String> url) {
    private static final int NODES_MAX = 16;

    public Keeping {
        int nodesMax = kind == Kind.SQLITE ? 1 : NODES_MAX;
        if (nodes < 1 || nodes > nodesMax) {
            throw new IllegalArgumentException("--nodes is " + nodes + ". Give 1 to " + nodesMax
                    + (kind == Kind.SQLITE ? "; several nodes need --store postgres." : "."));
        }
        if (kind == Kind.SQLITE && url.isPresent()) {
            throw new IllegalArgumentException("--url is the address of a PostgreSQL. Say --store postgres, too.");
        }
    }

    /** What keeps executions. */
    public enum Kind {
        /** A file. */
        SQLITE,
        /** A server. */
        POSTGRES;

        /** The kind with this name on the command line. */
        static Kind labelled(String label) {
            return switch (label) {
                case "sqlite" -> SQLITE;
                case "postgres" -> POSTGRES;
                default -> throw new IllegalArgumentException("--store is '" + label + "'. Give sqlite or postgres.");
            };
        }
    }

    /** One engine on a SQLite file. */
    public static Keeping sqlite() {
        return new Keeping(Kind.SQLITE, 1, Optional.empty());
    }

    /** Of the words on a command line. */
    public static Keeping of(String store, int nodes, Optional<String> url) {
        return new Keeping(Kind.labelled(store), nodes, url);
    }
}
