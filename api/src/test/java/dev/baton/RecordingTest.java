package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes that a definition cannot show. All of a saga's are reported, and its graph stays one that can be checked. */
class RecordingTest {
    record Order(String id) {}

    private final Step<Order, Done> book =
            Step.named("book", Order.class).does(order -> {}).compensatedBy(compensation -> {});

    @Test
    void reportsEveryProblemAndGoesOn() {
        var saga = define((flow, order) -> {
            flow.step(book, order);
            flow.step(book, order);
            flow.named("named").step(book.renamed("other"), order);
            flow.branch(flow::done);
            flow.step(book.renamed("reads").readOnly(), order);
        });

        assertThat(codes(saga)).containsExactly("253", "253", "260", "254");
        assertThat(saga.problems().getFirst())
                .startsWith("'book' stands in this saga twice.")
                .contains("renamed(\"book-2\")");
        assertThat(Graph.of(saga)).contains("book: ", "book-1: ", "other: ", "reads: ");
    }

    @Test
    void namesOfNodesAndStepsShareOneSpace() {
        assertThat(codes(define((flow, order) -> {
                    flow.step(book, order);
                    flow.value("book", Order.class, order);
                })))
                .containsExactly("253");
    }

    @Test
    void generatedNamesGiveWayToChosenOnes() {
        var saga = define((flow, order) -> {
            flow.step(book.renamed("wait-1"), order);
            flow.waitFor(java.time.Duration.ofSeconds(1));
        });
        assertThat(saga.problems()).isEmpty();
        assertThat(Graph.of(saga)).contains("wait-2: wait PT1S");
    }

    @Test
    void seesAChoiceWrittenInTwoGoes() {
        assertThat(codes(define((flow, order) -> {
                    var choice = flow.either("first", order.map(o -> true), () -> flow.step(book, order));
                    flow.step(book.renamed("between"), order);
                    choice.or("second", order.map(o -> true), flow::done);
                })))
                .containsExactly("255");
    }

    @Test
    void seesAPathBehindOtherwise() {
        assertThat(codes(define((flow, order) -> {
                    var choice = flow.either("first", order.map(o -> true), flow::done);
                    choice.otherwise(flow::done);
                    choice.or("second", order.map(o -> true), flow::done);
                })))
                .containsExactly("255");
    }

    @Test
    void seesABranchThatRunsTwice() {
        assertThat(codes(define((flow, order) -> {
                    var branch = flow.branch(() -> flow.step(book, order));
                    flow.parallel(branch, branch);
                })))
                .containsExactly("254");
    }

    @Test
    void seesDataAndBranchesOfAnotherSaga() {
        var refs = new ArrayList<Ref<Order>>();
        var branches = new ArrayList<Branch<Done>>();
        define((flow, order) -> {
            refs.add(order);
            branches.add(flow.branch(flow::done));
        });

        var saga = define((flow, order) -> {
            flow.step(book, refs.getFirst());
            flow.step(book.renamed("mixed"), order.with(refs.getFirst(), (mine, theirs) -> mine));
            flow.parallel(branches.getFirst());
        });
        assertThat(codes(saga)).containsExactly("258", "258", "254");
        assertThat(saga.problems().getFirst()).contains("'book.input'");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may do
    void seesABlockThatGivesNull() {
        assertThat(codes(define((flow, order) -> flow.parallel(flow.branch(() -> null)))))
                .containsExactly("256");
    }

    @Test
    void seesAMappingThatGrowsWithoutBound() {
        var saga = define((flow, order) -> {
            Ref<Order> grown = order;
            for (int i = 0; i < 100; i++) {
                grown = grown.with(grown, (a, b) -> a);
            }
            flow.step(book, grown);
        });
        assertThat(codes(saga)).containsExactly("259");
        assertThat(saga.bindings().code()).hasSizeLessThan(2_000);
    }

    @Test
    void recordsNothingAfterTheDefinition() {
        var flows = new ArrayList<Flow>();
        define((flow, order) -> flows.add(flow));

        assertThatThrownBy(() -> flows.getFirst().waitFor(java.time.Duration.ofSeconds(1)))
                .isInstanceOf(SagaRefusedException.class)
                .hasMessageContaining("'wait-1' came too late: saga 'test' is already defined.")
                .hasMessageContaining("[BATON-257]");
    }

    private static List<String> codes(Saga<?, ?> saga) {
        return saga.problems().stream()
                .map(problem -> problem.replaceAll("(?s).*\\[BATON-(\\d+)]", "$1"))
                .toList();
    }

    private static Saga<Order, Done> define(Saga.VoidBody<Order> body) {
        return Saga.named("test", Order.class).define(body);
    }
}
