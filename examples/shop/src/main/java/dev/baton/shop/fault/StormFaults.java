package dev.baton.shop.fault;

import dev.baton.shop.contract.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Every operation may meet up to three passing faults in a row, and some then fail for good. */
final class StormFaults {
    private static final int PASSING_IN_A_ROW_MAX = 3;
    private static final int PASSING_PERCENT = 35;
    private static final int BROKEN_PERCENT = 2;

    private StormFaults() {}

    static Map<Operation, List<Fault>> draw(SplittableRandom random) {
        var story = new EnumMap<Operation, List<Fault>>(Operation.class);
        for (Operation operation : Operation.values()) {
            List<Fault> faults = drawOf(operation, random);
            if (!faults.isEmpty()) {
                story.put(operation, faults);
            }
        }
        return story;
    }

    private static List<Fault> drawOf(Operation operation, SplittableRandom random) {
        boolean broken = random.nextInt(100) < BROKEN_PERCENT;
        boolean refused = random.nextInt(100) < refusedPercent(operation);
        var faults = new ArrayList<Fault>();
        while (faults.size() < PASSING_IN_A_ROW_MAX && random.nextInt(100) < PASSING_PERCENT) {
            faults.add(SomeFaults.oneOf(SomeFaults.PASSING, random));
        }
        if (broken && mayBreak(operation)) {
            return SomeFaults.throughout(Fault.UNAVAILABLE);
        }
        if (refused) {
            faults.add(Fault.REFUSE);
        }
        return List.copyOf(faults);
    }

    /** A mail is retried until it goes out, so it only meets what passes; so does every undo but for its refusal. */
    private static boolean mayBreak(Operation operation) {
        return switch (operation.role()) {
            case FORWARD, READ -> operation != Operation.SEND_MAIL;
            case UNDO, PROBE -> false;
        };
    }

    private static int refusedPercent(Operation operation) {
        return switch (operation) {
            case CREATE_ORDER, RESERVE, CHECK_FRAUD, CHARGE -> 3;
            case SHIP -> 8;
            case REFUND -> 35;
            case CANCEL_ORDER, RELEASE -> 2;
            case FIND_ORDER, FIND_RESERVATION, FIND_CHARGE, FIND_SHIPMENT, SEND_MAIL -> 0;
        };
    }
}
