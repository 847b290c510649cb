package dev.baton;

import java.util.List;
import java.util.Optional;

/**
 * Changes executions by hand. Part of {@link BatonClient}. Each action is in the execution's history, with who and why.
 *
 * <p>Every method throws {@link ExecutionUnknownException} if there is no such execution, and
 * {@link ExecutionRefusedException} with the reason if it does not fit where the execution stands; nothing is changed
 * then.
 */
public interface Operator {
    /** How many incidents {@link #answerAll} takes in one call. */
    int ANSWERS_MAX = 1_000;

    /**
     * Stops a running execution and has it undo what it did. Returns once that is stored; the undo goes on by itself.
     * While the pivot's outcome is open, it is remembered.
     *
     * @throws ExecutionRefusedException if it is past its pivot or has ended
     */
    void cancel(ExecutionId id, Reason reason);

    /**
     * Undoes what an execution did: a running one as {@link #cancel}, a completed one for as long as its saga says
     * ({@link Saga.Named#compensatableAfterCompletion}), a terminated one while it is kept.
     *
     * @throws ExecutionRefusedException if it is past its pivot, or its time is over
     */
    void compensate(ExecutionId id, Reason reason);

    /**
     * Stops an execution without undoing anything, and ends its incidents. It can still be compensated while it is kept.
     *
     * @return what was left as it is
     * @throws ExecutionRefusedException if it has ended
     */
    LeftBehind terminate(ExecutionId id, Children children, Reason reason);

    /**
     * Starts a FAILED execution again from the step that failed.
     *
     * @throws ExecutionRefusedException if it is in another status
     */
    void redrive(ExecutionId id, Reason reason);

    /**
     * Answers an incident.
     *
     * @param seen the incident in the version that was looked at; see {@link Incident#seen}
     * @throws IncidentConflictException if it changed since; says who was first
     * @throws ExecutionRefusedException if this kind of incident takes no such answer
     * @throws PayloadRefusedException if a value given by hand breaks the step's contract
     */
    void answer(Incident.Seen seen, IncidentAnswer answer, Reason reason);

    /**
     * Gives the same answer to the incidents that fit, each as {@link #answer} would; at most {@value #ANSWERS_MAX}, the
     * newest execution first. If as many came back, call it again for the rest.
     *
     * @return the result of each; a refusal of one changes nothing for the others
     */
    List<AnswerResult> answerAll(IncidentFilter which, IncidentAnswer answer, Reason reason);

    /** The same for the open incidents of one cause. */
    default List<AnswerResult> answerAll(CauseGroup cause, IncidentAnswer answer, Reason reason) {
        return answerAll(IncidentFilter.of(cause), answer, reason);
    }

    /** What {@link #answerAll} would do now; changes nothing. */
    List<AnswerResult> dryRun(IncidentFilter which, IncidentAnswer answer);

    /** The same for the open incidents of one cause. */
    default List<AnswerResult> dryRun(CauseGroup cause, IncidentAnswer answer) {
        return dryRun(IncidentFilter.of(cause), answer);
    }

    /**
     * Says who looks after an incident.
     *
     * @param assignee 1 to 200 characters; empty: nobody
     * @throws IncidentConflictException if it changed since; says who was first
     */
    void assign(Incident.Seen seen, Optional<String> assignee, Reason reason);

    /** What becomes of the child executions of one that is terminated. */
    enum Children {
        /** They are terminated too. */
        END,
        /** They go on by themselves. */
        RUN_ON
    }

    /**
     * What a terminated execution left in the world.
     *
     * @param entries the steps whose effect stands, or may stand
     * @param children those that run on
     */
    record LeftBehind(List<StepEntry> entries, List<ExecutionId> children) {
        public LeftBehind {
            entries = List.copyOf(entries);
            children = List.copyOf(children);
        }
    }

    /**
     * What became of one of many answers.
     *
     * @param refused why it was not taken, with what to do next and a code; empty if it was, or would be
     */
    record AnswerResult(Incident.Seen incident, Optional<String> refused) {}
}
