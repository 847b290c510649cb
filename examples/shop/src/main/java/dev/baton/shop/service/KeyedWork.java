package dev.baton.shop.service;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Undone;
import dev.baton.shop.ledger.LedgerWriter;
import dev.baton.shop.service.Business.Outcome;
import dev.baton.shop.service.Inbox.Entry;
import dev.baton.shop.service.Inbox.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The rules of the key: one key, one effect, one undo. With the fence, an undo or a probe of an unknown key leaves a
 * tombstone, and the call that comes later is refused.
 *
 * <p>The business rows, the inbox's row and the ledger's line of an effect are one transaction.
 */
final class KeyedWork<I> implements Work {
    /** «Certainly no effect», which 408, 409 and 425 would not say. */
    private static final int REFUSED = 422;

    private static final int GONE = 410;
    private static final int NOT_SEEN = 404;

    private final Inbox inbox = new Inbox();
    private final LedgerWriter ledger = new LedgerWriter();
    private final Business<I> business;
    private final boolean fences;

    KeyedWork(Business<I> business, boolean fences) {
        this.business = business;
        this.fences = fences;
    }

    @Override
    public void createTables(Connection connection) throws SQLException {
        inbox.createTables(connection);
        business.createTables(connection);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
        Optional<Entry> known = inbox.find(connection, request.target());
        return switch (request.operation().role()) {
            case FORWARD -> forward(connection, request, known);
            case UNDO -> undo(connection, request, known);
            case PROBE -> probe(connection, request, known);
            case READ -> throw new IllegalStateException("Bug: " + request.operation() + " reads and needs no key.");
        };
    }

    private Answer forward(Connection connection, Request request, Optional<Entry> known) throws SQLException {
        I input = Json.read(request.body(), business.input());
        String payload = Json.of(input);
        if (known.isPresent()) {
            return again(request, known.get(), payload);
        }
        Outcome outcome = request.refuse()
                ? new Outcome.Refused("The shop's faults refuse this call.")
                : business.perform(connection, request.key(), input);
        Answer answer = switch (outcome) {
            case Outcome.Did(var result) -> Answer.ok(result);
            case Outcome.Refused(var sentence) -> Answer.problem(REFUSED, sentence);
        };
        State state = outcome instanceof Outcome.Did ? State.DONE : State.REFUSED;
        inbox.put(connection, request.key(), new Entry(state, business.orderOf(input), payload, answer));
        if (state == State.DONE) {
            note(connection, request, business.orderOf(input), Optional.empty());
        }
        return answer;
    }

    private static Answer again(Request request, Entry entry, String payload) {
        return switch (entry.state()) {
            case FENCED, UNDONE ->
                Answer.problem(
                        GONE,
                        "The call under key '" + request.key()
                                + "' came after its undo or its probe. It has no effect.");
            case DONE, REFUSED ->
                payload.equals(entry.payload())
                        ? entry.answer()
                        : Answer.problem(
                                REFUSED,
                                "Key '" + request.key()
                                        + "' came with another payload before. Use a new key for new work.");
        };
    }

    private Answer undo(Connection connection, Request request, Optional<Entry> known) throws SQLException {
        if (known.isEmpty() && !fences) {
            return Answer.problem(NOT_SEEN, "Nothing is known of key '" + request.target() + "'. It may still come.");
        }
        if (known.isEmpty()) {
            fence(connection, request.target());
            return Answer.ok(new Undone(request.target(), false));
        }
        Entry entry = known.get();
        return switch (entry.state()) {
            case FENCED, REFUSED -> Answer.ok(new Undone(request.target(), false));
            case UNDONE -> Answer.ok(new Undone(request.target(), true));
            case DONE -> takeBack(connection, request, entry);
        };
    }

    private Answer takeBack(Connection connection, Request request, Entry entry) throws SQLException {
        if (request.refuse()) { // not kept, so a person who asks again later may get through
            return Answer.problem(
                    REFUSED, "The undo of key '" + request.target() + "' is refused. Its effect still stands.");
        }
        business.undo(connection, request.target());
        inbox.put(connection, request.target(), entry.in(State.UNDONE));
        note(connection, request, entry.order(), Optional.of(request.target()));
        return Answer.ok(new Undone(request.target(), true));
    }

    private Answer probe(Connection connection, Request request, Optional<Entry> known) throws SQLException {
        if (known.isPresent() && known.get().state() == State.DONE) {
            return known.get().answer();
        }
        if (known.isEmpty() && !fences) {
            return Answer.problem(NOT_SEEN, "Nothing is known of key '" + request.target() + "'. It may still come.");
        }
        if (known.isEmpty()) {
            fence(connection, request.target());
        }
        return Answer.problem(GONE, "The call under key '" + request.target() + "' has no effect, and never will.");
    }

    private void fence(Connection connection, String key) throws SQLException {
        inbox.put(connection, key, new Entry(State.FENCED, "", null, Answer.problem(GONE, "Fenced.")));
    }

    private void note(Connection connection, Request request, String order, Optional<String> undoes)
            throws SQLException {
        Operation operation = request.operation();
        ledger.effect(
                connection, request.call(), operation, operation.effect().orElseThrow(), request.key(), order, undoes);
    }
}
