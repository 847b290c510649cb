package dev.baton.shop.fault;

import dev.baton.shop.contract.Operation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One order in five meets one fault; one in some hundred ends with a refund that is refused. */
final class SomeFaults {
    private static final int ORDERS_PER_FAULT = 5;
    private static final int ATTEMPTS_OF_A_LONG_FAULT = 12;
    private static final List<Operation> REFUSABLE =
            List.of(Operation.CREATE_ORDER, Operation.RESERVE, Operation.CHECK_FRAUD, Operation.CHARGE, Operation.SHIP);
    private static final List<Operation> ALL = List.of(
            Operation.CREATE_ORDER,
            Operation.RESERVE,
            Operation.CHECK_FRAUD,
            Operation.CHARGE,
            Operation.SHIP,
            Operation.SEND_MAIL);
    private static final List<Operation> BREAKABLE = List.of(Operation.RESERVE, Operation.CHARGE, Operation.SHIP);
    static final List<Fault> PASSING = List.of(
            Fault.ERROR,
            Fault.UNAVAILABLE,
            Fault.UNAUTHORIZED,
            Fault.TOO_MANY,
            Fault.DROP,
            Fault.LOSE,
            Fault.LATE,
            Fault.HOLD,
            Fault.STALL);

    private SomeFaults() {}

    static Map<Operation, List<Fault>> draw(SplittableRandom random) {
        if (random.nextInt(ORDERS_PER_FAULT) != 0) {
            return Map.of();
        }
        int percent = random.nextInt(100);
        if (percent < 30) {
            return Map.of(oneOf(REFUSABLE, random), List.of(Fault.REFUSE));
        }
        if (percent < 35) { // the parcel is refused, and then the refund too
            return Map.of(Operation.SHIP, List.of(Fault.REFUSE), Operation.REFUND, List.of(Fault.REFUSE));
        }
        if (percent < 41) {
            return Map.of(oneOf(BREAKABLE, random), throughout(Fault.UNAVAILABLE));
        }
        if (percent < 44) { // the money is taken, and no answer ever says so
            return Map.of(Operation.CHARGE, throughout(Fault.LOSE));
        }
        return Map.of(oneOf(ALL, random), List.of(oneOf(PASSING, random)));
    }

    /** One order in five is refused at a random step, and meets nothing else. */
    static Map<Operation, List<Fault>> drawRefusal(SplittableRandom random) {
        return random.nextInt(ORDERS_PER_FAULT) == 0
                ? Map.of(oneOf(REFUSABLE, random), List.of(Fault.REFUSE))
                : Map.of();
    }

    /** A fault that outlasts the attempts of a step. */
    static List<Fault> throughout(Fault fault) {
        return Collections.nCopies(ATTEMPTS_OF_A_LONG_FAULT, fault);
    }

    static <T> T oneOf(List<T> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }
}
