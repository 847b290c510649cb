package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;

/** Which messages make sense with another owner of their partition. */
final class Forwarding {
    private Forwarding() {}

    /** Whether a message is only for the owner that made it: the next one makes its own. */
    static boolean isOfOwner(Message message) {
        return switch (message) {
            case Message.Fired fired -> true;
            case Message.Rejected rejected -> true;
            case Message.Lost lost -> true;
            case Message.Start start -> start.asker() instanceof Asker.ByLetter;
            case Message.Order order ->
                order.asker() instanceof Asker.ByLetter
                        || switch (order.command()) {
                            case Command.CompleteEvaluation evaluation -> true;
                            case Command.FromEngine engine -> true;
                            case Command.FromTree tree -> true;
                            case Command.FromClient client -> false;
                            case Command.FromRunner runner -> false;
                        };
            case Message.Look<?> look -> false;
            case Message.Await await -> false;
        };
    }

    /** Whether a message that was applied already is answered as the first time. */
    static boolean mayRepeat(Message message) {
        return !(message instanceof Message.Order order)
                || order.command() instanceof Command.DeliverSignal
                || order.command() instanceof Command.FromRunner;
    }

    /** What an asker is told of a command that cannot be repeated. */
    static StoreUnavailableException doubt() {
        return new StoreUnavailableException(
                "Another engine owns the partition now. What was asked may or may not be stored.");
    }
}
