package dev.baton.core;

import dev.baton.Failure;
import java.util.Optional;

/**
 * One run of a scope; number 0 is the whole saga.
 *
 * @param group the group that it belongs to; -1 for number 0
 * @param index which branch, item or turn it is
 * @param failure why it is being undone by itself, as a failed item
 */
public record Frame(int number, int group, int index, Mode mode, Token token, Optional<Failure> failure) {
    /** How far a frame is. */
    public enum Mode {
        RUNNING,
        ENDED,
        /** Nothing new starts in it; what runs is waited for. */
        STOPPED,
        UNDOING,
        UNDONE
    }

    Frame mode(Mode next) {
        return new Frame(number, group, index, next, token, failure);
    }

    Frame token(Token next) {
        return new Frame(number, group, index, mode, next, failure);
    }

    /** The same, going on. */
    Frame revived() {
        return new Frame(number, group, index, Mode.RUNNING, token, Optional.empty());
    }

    Frame failed(Failure why) {
        return new Frame(number, group, index, mode, token, Optional.of(why));
    }
}
