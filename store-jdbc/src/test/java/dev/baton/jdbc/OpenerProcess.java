package dev.baton.jdbc;

import dev.baton.StoreRefusedException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that opens a store, says whether it could, and ends. */
final class OpenerProcess {
    private OpenerProcess() {}

    public static void main(String[] args) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            JdbcStore.sqlite(Path.of(args[0])).close();
            out.println("opened");
        } catch (StoreRefusedException e) {
            out.println(e.getMessage());
        }
    }
}
