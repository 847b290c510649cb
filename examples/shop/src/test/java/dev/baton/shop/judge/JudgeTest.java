package dev.baton.shop.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import dev.baton.shop.fault.Fault;
import dev.baton.shop.judge.Claim.Status;
import dev.baton.shop.judge.Disagreement.Kind;
import dev.baton.shop.judge.RepeatedMail.Cause;
import dev.baton.shop.judge.StepClaim.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static void agrees(Verdict verdict) {
        assertThat(verdict.disagreements()).extracting(Disagreement::sentence).isEmpty();
    }

    /** Exactly this disagreement, with its names. */
    private static void finds(Verdict verdict, Kind kind, Operation operation) {
        assertThat(verdict.disagreements()).extracting(Disagreement::kind).containsExactly(kind);
        Disagreement found = verdict.disagreements().getFirst();
        EffectKind effect = operation.effect().orElseThrow();
        assertThat(found.service()).isEqualTo(operation.service());
        assertThat(found.effect()).isEqualTo(effect.words());
        assertThat(found.sentence())
                .contains(found.order(), found.step(), found.service().label(), effect.words());
    }

    @Test
    void agreesOnACompleteOrder() {
        Verdict verdict = Story.complete().ends(Status.COMPLETED);
        agrees(verdict);
        assertThat(verdict.effects()).isEqualTo(5);
        assertThat(verdict.undone()).isZero();
    }

    @Test
    void agreesOnAnUndoneOrder() {
        Verdict verdict = Story.undone().ends(Status.COMPENSATED);
        agrees(verdict);
        assertThat(verdict.effects()).isEqualTo(3);
        assertThat(verdict.undone()).isEqualTo(3);
    }

    @Test
    void namesTheBusinessOrder() {
        Verdict verdict = Story.paid().ends(Status.COMPENSATED);
        assertThat(verdict.disagreements()).extracting(Disagreement::order).containsOnly("business-7");
        assertThat(verdict.disagreements())
                .extracting(Disagreement::step)
                .containsExactly("CREATE_ORDER", "RESERVE", "CHARGE");
    }

    @Test
    void findsAnEffectOfAnExecutionThatBatonLost() {
        Verdict verdict = Judge.compare(Story.paid().ledger(), new Claims(List.of(), List.of(), Story.TIMEOUT));
        assertThat(verdict.disagreements()).extracting(Disagreement::kind).containsOnly(Kind.EXECUTION_UNKNOWN);
        assertThat(verdict.disagreements()).hasSize(3);
    }

    @Test
    void findsAnEffectWhoseKeyBatonDoesNotList() {
        finds(
                Story.complete().withoutClaimOf(Operation.CHARGE).ends(Status.COMPLETED),
                Kind.STEP_UNKNOWN,
                Operation.CHARGE);
    }

    @Test
    void findsASecondEffectUnderOneKey() {
        finds(Story.complete().effect(Operation.CHARGE).ends(Status.COMPLETED), Kind.EFFECT_TWICE, Operation.CHARGE);
    }

    @Test
    void findsASecondUndoUnderOneKey() {
        finds(
                Story.undone()
                        .undoEffect(Operation.CANCEL_ORDER, Operation.CREATE_ORDER)
                        .ends(Status.COMPENSATED),
                Kind.UNDONE_TWICE,
                Operation.CANCEL_ORDER);
    }

    @Test
    void findsAnUndoWithoutAnEffect() {
        finds(
                Story.undone()
                        .without(effect -> effect.kind() == EffectKind.CHARGED)
                        .ends(Status.COMPENSATED),
                Kind.UNDONE_BEFORE_EFFECT,
                Operation.REFUND);
    }

    @Test
    void findsAnUndoBeforeItsEffect() {
        Story story = new Story()
                .says(Operation.CREATE_ORDER, State.COMPENSATED)
                .undoCalled(Operation.CANCEL_ORDER, Operation.CREATE_ORDER, 200)
                .undoEffect(Operation.CANCEL_ORDER, Operation.CREATE_ORDER)
                .called(Operation.CREATE_ORDER, Fault.STALL, 200)
                .effect(Operation.CREATE_ORDER);
        finds(story.ends(Status.COMPENSATED), Kind.UNDONE_BEFORE_EFFECT, Operation.CANCEL_ORDER);
    }

    @Test
    void findsAnEffectThatIsLeftStanding() {
        finds(Story.paid().ends(Status.FAILED), 3, Kind.LEFT_STANDING);
        finds(Story.paid().ends(Status.RUNNING), 3, Kind.LEFT_STANDING);
        finds(Story.paid().ends(Status.COMPENSATING), 3, Kind.LEFT_STANDING);
        finds(Story.paid().ends(Status.TERMINATED), 3, Kind.LEFT_STANDING);
    }

    private static void finds(Verdict verdict, int times, Kind kind) {
        assertThat(verdict.disagreements())
                .hasSize(times)
                .extracting(Disagreement::kind)
                .containsOnly(kind);
    }

    @Test
    void anOpenIncidentHoldsItsEffectAndThoseBeforeIt() {
        agrees(Story.paid().hasIncident(Status.COMPENSATING, Operation.CHARGE));
        agrees(Story.paid().hasIncident(Status.RUNNING, Operation.SHIP));
    }

    @Test
    void anIncidentDoesNotHoldWhatShouldHaveBeenUndoneBeforeIt() {
        finds(Story.paid().hasIncident(Status.COMPENSATING, Operation.RESERVE), Kind.LEFT_STANDING, Operation.CHARGE);
    }

    @Test
    void findsWhatIsDoneForBatonAndUndoneInTheLedger() {
        Story story = Story.complete()
                .undoCalled(Operation.REFUND, Operation.CHARGE, 200)
                .undoEffect(Operation.REFUND, Operation.CHARGE);
        finds(story.ends(Status.COMPLETED), Kind.DONE_BUT_UNDONE, Operation.CHARGE);
    }

    @Test
    void findsADoneStepThatIsMissingInTheLedger() {
        finds(
                Story.complete()
                        .without(effect -> effect.kind() == EffectKind.SHIPPED)
                        .ends(Status.COMPLETED),
                Kind.DONE_WITHOUT_EFFECT,
                Operation.SHIP);
    }

    @Test
    void aDoneStepThatOnlyReadsNeedsItsCall() {
        Verdict verdict =
                Story.paid().says(Operation.CHECK_FRAUD, State.DONE).hasIncident(Status.RUNNING, Operation.SHIP);
        assertThat(verdict.disagreements()).extracting(Disagreement::kind).containsExactly(Kind.DONE_WITHOUT_EFFECT);
        assertThat(verdict.disagreements().getFirst().service()).isEqualTo(Service.PAYMENT);
    }

    @Test
    void findsAnUndoThatIsMissingInTheLedger() {
        finds(
                Story.undone()
                        .without(effect -> effect.kind() == EffectKind.REFUNDED)
                        .ends(Status.COMPENSATED),
                Kind.COMPENSATED_BUT_STANDING,
                Operation.CHARGE);
    }

    @Test
    void findsThatAnEarlierStepWasUndoneAlthoughALaterUndoFailed() {
        Story story = Story.paid().undone(Operation.RELEASE, Operation.RESERVE);
        finds(story.hasIncident(Status.COMPENSATING, Operation.CHARGE), Kind.OUT_OF_ORDER, Operation.RELEASE);
    }

    @Test
    void findsALateEffectAfterItsUndoWasAnswered() {
        Story story = new Story()
                .says(Operation.RESERVE, State.COMPENSATED)
                .undoCalled(Operation.RELEASE, Operation.RESERVE, 404)
                .called(Operation.RESERVE, Fault.STALL, 200)
                .effect(Operation.RESERVE);
        finds(story.ends(Status.COMPENSATED), Kind.COMPENSATED_BUT_STANDING, Operation.RESERVE);
        agrees(story.hasIncident(Status.COMPENSATED, Operation.RESERVE));
    }

    @Test
    void findsACompensationThatNobodyWasAskedFor() {
        Story story = new Story().called(Operation.CHARGE, Fault.ERROR, 500).says(Operation.CHARGE, State.COMPENSATED);
        finds(story.ends(Status.COMPENSATED), Kind.COMPENSATED_WITHOUT_UNDO, Operation.CHARGE);
        story.undoCalled(Operation.REFUND, Operation.CHARGE, 500);
        finds(story.ends(Status.COMPENSATED), Kind.COMPENSATED_WITHOUT_UNDO, Operation.CHARGE);
        story.undoCalled(Operation.REFUND, Operation.CHARGE, 200);
        agrees(story.ends(Status.COMPENSATED));
    }

    @Test
    void findsAnEffectThatBatonRulesOut() {
        Story story = new Story().done(Operation.CHARGE).saysNow(Operation.CHARGE, State.NONE);
        finds(story.ends(Status.COMPENSATED), Kind.NONE_WITH_EFFECT, Operation.CHARGE);
        agrees(story.hasIncident(Status.COMPENSATED, Operation.CHARGE));
    }

    @Test
    void findsAnOutcomeThatWasLeftOpen() {
        Story story = Story.complete().saysNow(Operation.SHIP, State.MAYBE);
        finds(story.ends(Status.COMPLETED), Kind.OUTCOME_LEFT_OPEN, Operation.SHIP);
    }

    @Test
    void agreesOnAReadThatNeverHadAnAnswer() {
        agrees(Story.undone().says(Operation.CHECK_FRAUD, State.MAYBE).ends(Status.COMPENSATED));
    }

    @Test
    void findsACompleteOrderThatLacksSomething() {
        Story story = Story.complete()
                .without(effect -> effect.kind() == EffectKind.MAIL_SENT)
                .withoutClaimOf(Operation.SEND_MAIL);
        finds(story.ends(Status.COMPLETED), Kind.INCOMPLETE, Operation.SEND_MAIL);
        agrees(story.says(Operation.SEND_MAIL, State.SKIPPED).ends(Status.COMPLETED));
    }

    @Test
    void findsUndosThatAreOutOfOrder() {
        Story story = Story.paid()
                .undone(Operation.REFUND, Operation.CHARGE)
                .undone(Operation.CANCEL_ORDER, Operation.CREATE_ORDER)
                .undone(Operation.RELEASE, Operation.RESERVE);
        finds(story.ends(Status.COMPENSATED), Kind.OUT_OF_ORDER, Operation.CANCEL_ORDER);
    }

    @Test
    void undosInParallelBranchesHaveNoOrder() {
        Story story = Story.paid()
                .undone(Operation.RELEASE, Operation.RESERVE)
                .undone(Operation.REFUND, Operation.CHARGE)
                .undone(Operation.CANCEL_ORDER, Operation.CREATE_ORDER);
        finds(story.ends(Status.COMPENSATED), Kind.OUT_OF_ORDER, Operation.RELEASE);
        story.change(Operation.RESERVE, step -> step.in("/0")).change(Operation.CHARGE, step -> step.in("/1"));
        agrees(story.ends(Status.COMPENSATED));
        story.change(Operation.CHARGE, step -> step.in("/0/2"));
        finds(story.ends(Status.COMPENSATED), Kind.OUT_OF_ORDER, Operation.RELEASE);
    }

    @Test
    void aSkippedUndoIsNoDisagreement() {
        Story story = Story.paid()
                .saysNow(Operation.CHARGE, State.SKIPPED)
                .undone(Operation.RELEASE, Operation.RESERVE)
                .undone(Operation.CANCEL_ORDER, Operation.CREATE_ORDER);
        agrees(story.ends(Status.COMPENSATED));
    }

    @Test
    void aRepeatedMailNeedsACause() {
        Story story =
                Story.complete().called(Operation.SEND_MAIL, Fault.NONE, 200).effect(Operation.SEND_MAIL);
        finds(story.ends(Status.COMPLETED), Kind.REPEATED_WITHOUT_CAUSE, Operation.SEND_MAIL);
    }

    @Test
    void aRepeatedMailIsCountedWithItsCause() {
        assertThat(repeats(mailedAfter(Fault.HOLD))).containsExactly(Cause.TIME_OUT);
        assertThat(repeats(mailedAfter(Fault.STALL))).containsExactly(Cause.TIME_OUT);
        assertThat(repeats(mailedAfter(Fault.LOSE))).containsExactly(Cause.CONNECTION_LOST);
        Story crashed = Story.complete()
                .crash()
                .called(Operation.SEND_MAIL, Fault.NONE, 200)
                .effect(Operation.SEND_MAIL);
        assertThat(repeats(crashed)).containsExactly(Cause.ENGINE_CRASH);
    }

    @Test
    void aCrashAtAnotherTimeIsNoCause() {
        Story story = Story.complete()
                .called(Operation.SEND_MAIL, Fault.NONE, 200)
                .effect(Operation.SEND_MAIL)
                .crash();
        finds(story.ends(Status.COMPLETED), Kind.REPEATED_WITHOUT_CAUSE, Operation.SEND_MAIL);
    }

    private static Story mailedAfter(Fault fault) {
        Story story = Story.complete()
                .without(effect -> effect.kind() == EffectKind.MAIL_SENT)
                .called(Operation.SEND_MAIL, fault, 200)
                .effect(Operation.SEND_MAIL);
        return story.called(Operation.SEND_MAIL, Fault.NONE, 200).effect(Operation.SEND_MAIL);
    }

    private static List<Cause> repeats(Story story) {
        Verdict verdict = story.ends(Status.COMPLETED);
        agrees(verdict);
        return verdict.repeatedMails().stream().map(RepeatedMail::cause).toList();
    }
}
