package dev.baton.shop.service;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.contract.VisitKey;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.fault.FaultPlan;
import dev.baton.shop.ledger.LedgerWriter;
import dev.baton.shop.ledger.LedgerWriter.Arrival;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes a call that is well-formed: writes it down, lets it meet its fault, has it performed, and writes the answer down
 * before it is sent. Thread-safe.
 */
final class Reception {
    private final Database database;
    private final Map<Operation, Work> works;
    private final boolean knowsKeys;
    private final FaultPlan faults;
    private final ShopTimings timings;
    private final LedgerWriter ledger = new LedgerWriter();
    private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

    Reception(Database database, Map<Operation, Work> works, boolean knowsKeys, FaultPlan faults, ShopTimings timings) {
        this.database = database;
        this.works = Map.copyOf(works);
        this.knowsKeys = knowsKeys;
        this.faults = faults;
        this.timings = timings;
    }

    private record Admission(Arrival arrival, Fault fault) {}

    /**
     * Takes one call. Empty means: break the connection without an answer.
     *
     * @throws InterruptedException if the service is closed while the call is held back
     */
    Optional<Answer> receive(Operation operation, String key, String target, String body)
            throws SQLException, InterruptedException {
        Admission admission = admit(operation, key, target);
        Fault fault = admission.fault();
        long call = admission.arrival().call();
        if (fault == Fault.DROP) {
            return Optional.empty();
        }
        if (fault == Fault.STALL) {
            holdBack(timings.beyond());
        }
        Answer answer = switch (fault) {
            case UNAUTHORIZED -> Answer.problem(401, "The token is not known here yet. Try again.");
            case TOO_MANY -> Answer.problem(429, "Too many calls at once. Try again in a second.");
            case ERROR -> Answer.problem(500, "Something broke before the call was looked at.");
            case UNAVAILABLE -> Answer.problem(503, "The service cannot take calls now. Try again.");
            case NONE, REFUSE, DROP, LOSE, LATE, HOLD, STALL ->
                perform(new Request(operation, call, key, target, body, fault == Fault.REFUSE), fault);
        };
        if (fault == Fault.LOSE) {
            return Optional.empty();
        }
        if (fault == Fault.HOLD) {
            holdBack(timings.beyond());
        }
        database.transaction(connection -> {
            ledger.answered(connection, call, answer.status());
            return answer;
        });
        return Optional.of(answer);
    }

    private Admission admit(Operation operation, String key, String target) throws SQLException {
        return database.transaction(connection -> {
            Arrival arrival = ledger.arrived(connection, operation, key, target);
            Fault fault = faults.faultOf(operation, VisitKey.of(target).execution(), arrival.attempt());
            ledger.met(connection, arrival.call(), fault);
            return new Admission(arrival, fault);
        });
    }

    private Answer perform(Request request, Fault fault) throws SQLException, InterruptedException {
        if (!knowsKeys || request.operation().role() == Operation.Role.READ) {
            return performAlone(request, fault);
        }
        if (!inProgress.add(request.target())) {
            return Answer.problem(409, "Another call under key '" + request.target() + "' is in progress. Try again.");
        }
        try {
            return performAlone(request, fault);
        } finally {
            inProgress.remove(request.target());
        }
    }

    private Answer performAlone(Request request, Fault fault) throws SQLException, InterruptedException {
        if (fault == Fault.LATE) {
            holdBack(timings.late());
        }
        Work work = works.get(request.operation());
        if (work == null) {
            throw new IllegalStateException("Bug: nobody performs " + request.operation() + ".");
        }
        try {
            return database.transaction(connection -> work.perform(connection, request));
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        }
    }

    /** The delay is the fault. Closing the service interrupts it. */
    private static void holdBack(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
