package dev.baton.jdbc;

/** How the databases say differently what is else the same. */
enum Dialect {
    SQLITE("CROSS JOIN"),
    POSTGRES("JOIN");

    private static final String JOIN = "<join>";

    private final String join;

    Dialect(String join) {
        this.join = join;
    }

    /** The statement, with the join that keeps the order of its tables wherever it says {@code <join>}. */
    String of(String sql) {
        return sql.replace(JOIN, join);
    }
}
