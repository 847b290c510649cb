package dev.baton.shop.contract;

/**
 * What a service may read out of a key {@code <execution>/<run>/<step path>/<visit>}; an undo's key has {@code /undo}
 * behind it. Only ledgers and faults read it; the inbox takes a key as it is.
 *
 * @param execution the id of the execution; the shop's faults are drawn for it
 * @param step the path of the step; empty if the key has another shape
 */
public record VisitKey(String execution, String step) {
    /** Reads a key; one of another shape counts as an execution without a step. */
    public static VisitKey of(String key) {
        int undo = key.indexOf("/undo");
        String visit = undo < 0 ? key : key.substring(0, undo);
        int afterExecution = visit.indexOf('/');
        if (afterExecution < 0) {
            return new VisitKey(visit, "");
        }
        String execution = visit.substring(0, afterExecution);
        int afterRun = visit.indexOf('/', afterExecution + 1);
        int afterStep = visit.lastIndexOf('/');
        return new VisitKey(
                execution, afterRun < 0 || afterStep <= afterRun ? "" : visit.substring(afterRun + 1, afterStep));
    }
}
