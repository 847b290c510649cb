package dev.baton.torture.node;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Starter;
import dev.baton.engine.Baton;
import dev.baton.jdbc.JdbcTransaction;
import dev.baton.torture.node.SideSagas.Nap;
import dev.baton.torture.node.SideSagas.Words;
import dev.baton.torture.node.TortureNode.Joined;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Applications with transactions of their own on Baton's database, in which they start naps and say words. Thread-safe. */
record Callers(String url, Baton baton, Saga<Words, Nap> naps) {
    /** Does it, keeps the transaction open, and ends it. */
    String join(Joined joined) throws IOException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            send(baton.joining(JdbcTransaction.of(connection)), joined);
            TimeUnit.MILLISECONDS.sleep(joined.openMillis());
            if (joined.commits()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return joined.id();
        } catch (SQLException e) {
            throw new IOException("The transaction of a caller failed: " + e.getMessage(), e);
        }
    }

    private void send(Starter starter, Joined joined) {
        var id = ExecutionId.of(joined.id());
        if (joined.number() == 0) {
            starter.start(naps, id, new Words(joined.id()));
        } else {
            starter.signal(id, SideSagas.word(joined.number(), "" + joined.number()));
        }
    }
}
