package dev.baton.jdbc;

import dev.baton.Definition;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.DefinitionCodec;
import dev.baton.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The registered definitions. */
final class DefinitionTable {
    private final Access writer;
    private final Access readers;
    private final InstantSource clock;

    DefinitionTable(Access writer, Access readers, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    List<Store.Registered> all() {
        return readers.with(session -> session.list(CommonSql.DEFINITIONS, DefinitionTable::registered));
    }

    List<Store.Registered> register(List<Definition> definitions) {
        return writer.with(session -> {
            var registered = new ArrayList<Store.Registered>();
            for (Definition definition : definitions) {
                registered.add(register(session, definition));
            }
            return registered;
        });
    }

    private Store.Registered register(Session session, Definition definition) throws SQLException {
        Optional<Store.Registered> there = session.one(
                CommonSql.FIND_DEFINITION, DefinitionTable::registered, definition.name(), definition.version());
        if (there.isPresent()) {
            if (!there.get().definition().equals(definition)) {
                throw BatchRefusedException.otherContent(definition);
            }
            return there.get();
        }
        int number = session.one(
                        CommonSql.ADD_DEFINITION,
                        row -> row.getInt(1),
                        definition.name(),
                        definition.version(),
                        DefinitionCodec.hash(definition),
                        DefinitionCodec.encode(definition),
                        clock.millis())
                .orElseThrow();
        return new Store.Registered(number, definition);
    }

    private static Store.Registered registered(ResultSet row) throws SQLException {
        return new Store.Registered(row.getInt(1), DefinitionCodec.decode(row.getBytes(2)));
    }
}
