package dev.baton.shop.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Operation;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.RepeatedMail.Cause;
import dev.baton.shop.judge.StepClaim.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What once passed for agreement: effects doubled under a new key, excused by a foreign incident or by a late crash. */
class BlindSpotsTest {
    private static void finds(Verdict verdict, Kind... kinds) {
        assertThat(verdict.disagreements()).extracting(Disagreement::kind).containsExactly(kinds);
    }

    private static Story mailedTwice(Duration answerToCrash) {
        return Story.complete()
                .crash(answerToCrash)
                .called(Operation.SEND_MAIL, Fault.NONE, 200)
                .effect(Operation.SEND_MAIL);
    }

    @Test
    void findsAnEffectThatIsDoubledUnderANewVisit() {
        finds(Story.complete().doneAgain(Operation.CHARGE).ends(Status.COMPLETED), Kind.EFFECT_TWICE);
        finds(Story.complete().doneAgain(Operation.SHIP).ends(Status.COMPLETED), Kind.EFFECT_TWICE);
    }

    @Test
    void anEffectMayComeAgainAfterItsUndo() {
        Story story = Story.undone().doneAgain(Operation.CHARGE);
        finds(story.hasIncident(Status.RUNNING, Operation.SHIP));
    }

    @Test
    void findsAMailThatIsSentAgainUnderANewVisit() {
        Story story = Story.complete().doneAgain(Operation.SEND_MAIL);
        finds(story.ends(Status.COMPLETED), Kind.REPEATED_WITHOUT_CAUSE);
    }

    @Test
    void anIncidentOfAnotherStepHoldsNothingOfAnEndedExecution() {
        Story story = Story.undone()
                .saysNow(Operation.CHARGE, State.DONE)
                .without(effect -> effect.undoes()
                        .filter(Story.key(Operation.CHARGE)::equals)
                        .isPresent());
        assertThat(story.hasIncident(Status.COMPENSATED, Operation.RESERVE).disagreements())
                .extracting(Disagreement::kind)
                .contains(Kind.LEFT_STANDING);
        finds(Story.paid().hasIncident(Status.FAILED, Operation.CHARGE), Kind.LEFT_STANDING, Kind.LEFT_STANDING);
    }

    @Test
    void anIncidentOfAnotherStepLeavesAnOutcomeOpen() {
        Story story = Story.complete().saysNow(Operation.SHIP, State.MAYBE);
        finds(story.hasIncident(Status.COMPLETED, Operation.CHARGE), Kind.OUTCOME_LEFT_OPEN);
        finds(story.hasIncident(Status.COMPLETED, Operation.SHIP));
    }

    @Test
    void anIncidentOfAnotherStepExplainsNoUndo() {
        Story story = Story.paid()
                .undoCalled(Operation.REFUND, Operation.CHARGE, 200)
                .undoEffect(Operation.REFUND, Operation.CHARGE);
        finds(story.hasIncident(Status.RUNNING, Operation.SHIP), Kind.DONE_BUT_UNDONE);
    }

    @Test
    void aCrashLongAfterTheAnswerIsNoCauseOfAMail() {
        finds(mailedTwice(Duration.ofSeconds(3)).ends(Status.COMPLETED), Kind.REPEATED_WITHOUT_CAUSE);
    }

    @Test
    void aCrashSoonAfterTheAnswerIsACauseOfAMail() {
        Verdict verdict = mailedTwice(Duration.ofMillis(200)).ends(Status.COMPLETED);
        finds(verdict);
        assertThat(verdict.repeatedMails()).extracting(RepeatedMail::cause).containsExactly(Cause.ENGINE_CRASH);
    }
}
