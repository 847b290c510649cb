package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Each;
import dev.baton.Flow;
import dev.baton.Ref;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What would be undone from any point, said from the definition alone. */
class CompensationPlanTest {
    private static final Step<String, String> LOOK = Steps.plain("look").readOnly();
    private static final Step<String, String> SHIP = Steps.asked("ship");
    private static final String NOTHING = "  - nothing\n";
    private static final String PAST_SHIP = "  - nothing at all: past 'ship' it only goes forward\n";

    private static CompensationPlan plan(Saga.Body<String, String> body) {
        return CompensationPlan.of(
                Saga.named("plan", String.class, String.class).define(body).definition());
    }

    /** Steps that can be undone, one after the other; gives what the last one gave. */
    private static Ref<String> undoable(Flow saga, Ref<String> in, String... names) {
        Ref<String> last = in;
        for (String name : names) {
            last = saga.step(Steps.compensatable(name), in);
        }
        return last;
    }

    private static String open(CompensationPlan plan, String node) {
        return PlanText.of(plan.open(node));
    }

    private static String after(CompensationPlan plan, String node) {
        return PlanText.of(plan.after(node));
    }

    private static String completed(CompensationPlan plan) {
        return PlanText.of(plan.completed());
    }

    private static Ref<Boolean> odd(Ref<String> in) {
        return in.map(text -> text.length() % 2 == 1);
    }

    @Test
    void stepsAreUndoneTheLatestFirst() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.step(LOOK, in);
            undoable(saga, in, "charge");
            return saga.pivot(SHIP, in);
        });
        assertThat(after(plan, "charge")).isEqualTo("""
              - undo 'charge'
              - undo 'reserve'
            """);
        assertThat(open(plan, "charge")).isEqualTo("""
              - as far as it had come:
                - undo 'charge'
              - undo 'reserve'
            """);
        assertThat(open(plan, "look")).isEqualTo("  - undo 'reserve'\n");
        assertThat(open(plan, "reserve")).isEqualTo("""
              - as far as it had come:
                - undo 'reserve'
            """);
    }

    @Test
    void pastThePivotNothingIs() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.pivot(SHIP, in);
            return saga.step(Steps.plain("mail"), in);
        });
        assertThat(open(plan, "ship")).isEqualTo("  - undo 'reserve'\n");
        assertThat(after(plan, "ship")).isEqualTo(PAST_SHIP);
        assertThat(open(plan, "mail")).isEqualTo(PAST_SHIP);
        assertThat(completed(plan)).isEqualTo(PAST_SHIP);
    }

    @Test
    void theFirstRetriableStepIsThePointOfNoReturnAsSoonAsItIsScheduled() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            return saga.retriable(Steps.plain("mail"), in);
        });
        assertThat(open(plan, "mail")).isEqualTo("  - nothing at all: past 'mail' it only goes forward\n");
    }

    @Test
    void branchesAreUndoneAtTheSameTimeAndBeforeWhatCameBeforeThem() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.parallel(
                    saga.branch(() -> undoable(saga, in, "flight")),
                    saga.branch(() -> undoable(saga, in, "hotel", "taxi")));
            return undoable(saga, in, "pay");
        });
        assertThat(after(plan, "pay")).isEqualTo("""
              - undo 'pay'
              - at the same time, of 'parallel-1':
                - a branch:
                  - undo 'flight'
                - a branch:
                  - undo 'taxi'
                  - undo 'hotel'
              - undo 'reserve'
            """);
        assertThat(open(plan, "taxi")).isEqualTo("""
              - at the same time, of 'parallel-1':
                - a branch:
                  - as far as it had come:
                    - undo 'flight'
                - a branch:
                  - as far as it had come:
                    - undo 'taxi'
                  - undo 'hotel'
              - undo 'reserve'
            """);
    }

    @Test
    void ofADecisionOnlyThePathThatWasTaken() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.either("odd", odd(in), () -> undoable(saga, in, "a"))
                    .or("other", odd(in), () -> saga.pivot(SHIP, in))
                    .otherwise(() -> in);
            return saga.step(LOOK, in);
        });
        assertThat(open(plan, "look")).isEqualTo("""
              - by the path that was taken:
                - either
                  - nothing
                - either
                  - undo 'a'
                - either
                  - nothing at all: past 'ship' it only goes forward
              - undo 'reserve'
            """);
        assertThat(open(plan, "a")).isEqualTo("""
              - as far as it had come:
                - undo 'a'
              - undo 'reserve'
            """);
    }

    @Test
    void itemsWithinTheirConcurrencyAndTurnsTheLatestFirst() {
        var plan = plan((saga, in) -> {
            saga.forEach(String.class, in.map(List::of), Each.concurrently(5), item -> undoable(saga, item, "pick"));
            return saga.repeat(
                    String.class,
                    in,
                    Repeat.every(Duration.ofSeconds(1)),
                    state -> undoable(saga, state, "open", "close"),
                    state -> true);
        });
        assertThat(completed(plan)).isEqualTo("""
              - for each turn of 'loop-1', the latest first:
                - undo 'close'
                - undo 'open'
              - for each item of 'for-each-1', the latest first, 5 at the same time:
                - undo 'pick'
            """);
        assertThat(open(plan, "close")).isEqualTo("""
              - as far as it had come:
                - undo 'close'
              - undo 'open'
              - for each turn of 'loop-1', the latest first:
                - undo 'close'
                - undo 'open'
              - for each item of 'for-each-1', the latest first, 5 at the same time:
                - undo 'pick'
            """);
        assertThat(open(plan, "pick")).isEqualTo("""
              - as far as it had come:
                - for each item of 'for-each-1', the latest first, 5 at the same time:
                  - undo 'pick'
            """);
    }

    @Test
    void whatACatchRuleTookIsGoneBeforeItsPathBegins() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.fallback(
                    () -> undoable(saga, in, "book", "cheap"),
                    IllegalStateException.class,
                    () -> undoable(saga, in, "dear"));
            return undoable(saga, in, "pay");
        });
        assertThat(PlanText.of(plan.caught("fallback-1"))).isEqualTo("""
              - as far as it had come:
                - at the same time, of 'fallback-1':
                  - a branch:
                    - undo 'cheap'
                    - undo 'book'
            """);
        assertThat(open(plan, "dear")).isEqualTo("""
              - as far as it had come:
                - undo 'dear'
              - undo 'reserve'
            """);
        assertThat(after(plan, "pay")).isEqualTo("""
              - undo 'pay'
              - by the path that was taken:
                - either
                  - at the same time, of 'fallback-1':
                    - a branch:
                      - undo 'cheap'
                      - undo 'book'
                - either
                  - undo 'dear'
              - undo 'reserve'
            """);
    }

    @Test
    void aChildIsUndoneByCompensatingItUnlessItsStepHasAnUndo() {
        var child = Saga.named("child", String.class, String.class).define((saga, in) -> undoable(saga, in, "pay"));
        var plan = plan((saga, in) -> {
            saga.step(child.asStep(), in);
            return saga.step(child.asStep().renamed("own").compensatedBy(undo -> {}), in);
        });
        assertThat(completed(plan)).isEqualTo("""
              - undo 'own'
              - compensate the saga that 'child' ran
            """);
    }

    @Test
    void aFlowUndoesNothing() {
        var plan = plan((saga, in) -> {
            saga.step(Steps.plain("one"), in);
            return saga.step(Steps.plain("two"), in);
        });
        assertThat(completed(plan)).isEqualTo(NOTHING);
        assertThat(open(plan, "two")).isEqualTo(NOTHING);
    }

    @Test
    void aScopeThatAlwaysFailsHasAPlanAllTheSame() {
        var plan = plan((saga, in) -> {
            saga.parallel(
                    saga.branch(() -> {
                        undoable(saga, in, "a");
                        return saga.fail(in);
                    }),
                    saga.branch(() -> undoable(saga, in, "b")));
            return in;
        });
        assertThat(open(plan, "b")).isEqualTo("""
              - at the same time, of 'parallel-1':
                - a branch:
                  - as far as it had come:
                    - undo 'a'
                - a branch:
                  - as far as it had come:
                    - undo 'b'
            """);
    }

    @Test
    void whatStandsBeforeAPivotInItsBranchIsUndoneWhenTheBranchBesideItFails() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            saga.parallel(
                    saga.branch(() -> {
                        undoable(saga, in, "charge");
                        return saga.pivot(SHIP, in);
                    }),
                    saga.branch(() -> saga.step(LOOK, in)));
            return in;
        });
        assertThat(open(plan, "look")).isEqualTo("""
              - at the same time, of 'parallel-1':
                - a branch:
                  - as far as it had come:
                    - undo 'charge'
                - a branch:
                  - nothing
              - undo 'reserve'
            """);
        assertThat(open(plan, "parallel-1")).contains("undo 'charge'", "undo 'reserve'");
    }

    @Test
    void whatStandsOnAPathThatFailsOnPurposeIsUndoneWithItsScope() {
        var plan = plan((saga, in) -> {
            saga.parallel(
                    saga.branch(() -> saga.<String>either("odd", odd(in), () -> {
                                undoable(saga, in, "a");
                                return saga.fail(in);
                            })
                            .otherwise(() -> in)),
                    saga.branch(() -> undoable(saga, in, "b")));
            return in;
        });
        assertThat(open(plan, "b")).contains("undo 'a'", "undo 'b'");
        assertThat(completed(plan)).doesNotContain("undo 'a'");
    }

    @Test
    void theWholePlanCanBeRead() {
        var plan = plan((saga, in) -> {
            undoable(saga, in, "reserve");
            return saga.pivot(SHIP, in);
        });
        assertThat(plan.text()).isEqualTo("""
            When it has completed:
              - nothing at all: past 'ship' it only goes forward
            When 'reserve' fails:
              - as far as it had come:
                - undo 'reserve'
            When 'ship' fails:
              - undo 'reserve'
            """);
    }
}
