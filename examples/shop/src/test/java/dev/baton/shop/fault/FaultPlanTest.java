package dev.baton.shop.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.shop.contract.Operation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final int ORDERS = 1_000;

    private static List<Map<Operation, List<Fault>>> stories(FaultProfile profile, long seed) {
        var plan = new FaultPlan(profile, seed);
        return IntStream.range(0, ORDERS)
                .mapToObj(i -> plan.storyOf("order-" + i))
                .toList();
    }

    private static long faults(Map<Operation, List<Fault>> story) {
        return story.values().stream().filter(faults -> !faults.isEmpty()).count();
    }

    @Test
    void theSameSeedTellsTheSameStories() {
        assertThat(stories(FaultProfile.STORM, 7)).isEqualTo(stories(FaultProfile.STORM, 7));
        assertThat(stories(FaultProfile.STORM, 7)).isNotEqualTo(stories(FaultProfile.STORM, 8));
    }

    @Test
    void aCallMeetsTheFaultOfItsAttemptAndThenNothing() {
        var plan = new FaultPlan(FaultProfile.STORM, 7);
        for (int order = 0; order < ORDERS; order++) {
            String execution = "order-" + order;
            plan.storyOf(execution).forEach((operation, faults) -> {
                for (int attempt = 1; attempt <= faults.size(); attempt++) {
                    assertThat(plan.faultOf(operation, execution, attempt)).isEqualTo(faults.get(attempt - 1));
                }
                assertThat(plan.faultOf(operation, execution, faults.size() + 1))
                        .isEqualTo(Fault.NONE);
            });
        }
    }

    @Test
    void withoutFaultsAndInAnOutageNoOrderHasAStory() {
        assertThat(stories(FaultProfile.NONE, 7)).allMatch(Map::isEmpty);
        assertThat(stories(FaultProfile.OUTAGE, 7)).allMatch(Map::isEmpty);
    }

    @Test
    void someMeansOneOrderInFive() {
        var stories = stories(FaultProfile.SOME, 7);
        long hit = stories.stream().filter(story -> !story.isEmpty()).count();
        assertThat(hit).isBetween(150L, 250L);
        assertThat(stories.stream().filter(story -> faults(story) > 1).count()).isBetween(1L, 40L);
    }

    @Test
    void aStormMeansSeveralForMostAndRefusedRefunds() {
        var stories = stories(FaultProfile.STORM, 7);
        assertThat(stories.stream().filter(story -> faults(story) > 1).count()).isGreaterThan(ORDERS * 6L / 10);
        long refusedRefunds = stories.stream()
                .filter(story -> story.getOrDefault(Operation.REFUND, List.of()).contains(Fault.REFUSE))
                .filter(story -> story.getOrDefault(Operation.SHIP, List.of()).contains(Fault.REFUSE))
                .count();
        assertThat(refusedRefunds).isPositive();
    }

    @Test
    void everyFaultComesUpSomewhere() {
        for (FaultProfile profile : List.of(FaultProfile.SOME, FaultProfile.STORM)) {
            var met = EnumSet.of(Fault.NONE);
            var operations = new EnumMap<Operation, Integer>(Operation.class);
            for (var story : stories(profile, 7)) {
                story.forEach((operation, faults) -> {
                    met.addAll(faults);
                    operations.merge(operation, 1, Integer::sum);
                });
            }
            assertThat(met).containsExactlyInAnyOrder(Fault.values());
            assertThat(operations).containsKey(Operation.SEND_MAIL);
        }
    }

    @Test
    void aMailIsNeverRefused() {
        for (var story : stories(FaultProfile.STORM, 7)) {
            assertThat(story.getOrDefault(Operation.SEND_MAIL, List.of())).doesNotContain(Fault.REFUSE);
        }
    }
}
