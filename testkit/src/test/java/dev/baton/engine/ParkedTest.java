package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.core.Command;
import dev.baton.core.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of what comes for a stopped execution. */
class ParkedTest {
    private static final ExecutionId ID = ExecutionId.of("order-1");

    private final Parked parked = new Parked();
    private final Turn turn = new Turn(hot -> false);

    private static Message.Order lost(int attempt, long letter) {
        var lost = new Command.FailTask(
                0, attempt, Outcome.UNKNOWN, Failure.of(Failure.NODE_LOST, "Not heard of."), Optional.empty());
        return new Message.Order(ID, lost, new Asker.ByLetter(letter, Optional.empty()));
    }

    /** Its row stays on the queue, so each who takes it says so again. */
    @Test
    void ofLettersThatSayTheSameOneIsKept() {
        parked.keep(turn, lost(1, 7));
        parked.keep(turn, lost(1, 8));
        parked.keep(turn, lost(2, 9));
        assertThat(parked.all()).containsExactly(lost(1, 7), lost(2, 9));
        assertThat(turn.taken).containsExactly(8L);
    }

    @Test
    void whatIsDecidedAgainIsNotTaken() {
        parked.keep(turn, lost(1, 7));
        parked.keep(turn, lost(1, 7));
        assertThat(parked.all()).containsExactly(lost(1, 7));
        assertThat(turn.taken).isEmpty();
    }

    /** What no letter says is lost with the engine. */
    @Test
    void aLetterIsKeptBesideWhatOnlyMemoryHas() {
        var here = new Message.Order(ID, lost(1, 7).command());
        parked.keep(turn, here);
        parked.keep(turn, lost(1, 7));
        assertThat(parked.all()).containsExactly(here, lost(1, 7));
        assertThat(turn.taken).isEmpty();
    }
}
