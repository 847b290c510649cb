package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Scope;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a new owner finds, and the definitions. */
abstract class RecoveryContract extends RemovalContract {
    @Test
    void activeExecutionsComeInPages() {
        var draft = draft();
        for (int i = 1; i <= 7; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        store.commit(draft.live(key(2), false, "wait").end(key(3)).batch());
        store.commit(draft().live(key(4), false, "wait")
                .end(key(5))
                .live(key(6), true, "ship")
                .batch());
        List<Store.Located> first = store.active(0, 0, 2);
        assertThat(first).extracting(Store.Located::key).containsExactly(key(1), key(6));
        assertThat(store.active(0, key(6), 2)).extracting(Store.Located::key).containsExactly(key(7));
        assertThat(store.active(0, key(7), 2)).isEmpty();
    }

    @Test
    void whatEndedCanRunAgain() {
        store.commit(draft().start(key(1), "order-1", definition).end(key(1)).batch());
        assertThat(store.active(0, 0, 10)).isEmpty();
        store.commit(draft().chunk(key(1), 2, 1).live(key(1), true, "charge").batch());
        assertThat(store.active(0, 0, 10)).hasSize(1);
    }

    @Test
    void timersAreFoundWhenTheyAreDueTheEarliestFirst() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .setTimer(key(1), 0, now + 300)
                .setTimer(key(1), 1, now + 100)
                .setTimer(key(2), 0, now + 200)
                .setTimer(key(2), 1, now + 900)
                .batch());
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, now + 300, 10))
                .extracting(Store.DueTimer::due)
                .containsExactly(now + 100, now + 200);
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, now + 301, 2)).hasSize(2);
        store.commit(
                draft().clearTimer(key(1), 1).setTimer(key(2), 0, now + 400).batch());
        List<Store.DueTimer> due = store.dueTimers(0, Store.TimerPlace.FIRST, now + 401, 10);
        assertThat(due).extracting(Store.DueTimer::due).containsExactly(now + 300, now + 400);
        assertThat(due.get(1).execution().id()).hasToString("order-2");
        assertThat(due.get(1).timer()).isZero();
    }

    @Test
    void timersAreReadPageByPageWithoutLosingOrRepeatingOne() {
        var draft = draft();
        for (int i = 1; i <= 4; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        // Timers of the same instant, in both of the ways in which an instant is shared, around others.
        store.commit(draft.setTimer(key(4), 0, now + 100)
                .setTimer(key(2), 1, now + 200)
                .setTimer(key(2), 0, now + 200)
                .setTimer(key(1), 7, now + 200)
                .setTimer(key(3), 0, now + 200)
                .setTimer(key(1), 0, now + 300)
                .batch());
        var read = new ArrayList<String>();
        Store.TimerPlace after = Store.TimerPlace.FIRST;
        List<Store.DueTimer> page = store.dueTimers(0, after, now + 301, 2);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(timer -> read.add(timer.execution().id() + "#" + timer.timer()));
            after = page.getLast().place();
            page = store.dueTimers(0, after, now + 301, 2);
        }
        assertThat(read).containsExactly("order-4#0", "order-1#7", "order-2#0", "order-2#1", "order-3#0", "order-1#0");
        assertThat(store.dueTimers(0, Store.TimerPlace.at(now + 200), now + 301, 10))
                .hasSize(5);
        assertThat(store.dueTimers(0, Store.TimerPlace.at(now + 201), now + 301, 10))
                .hasSize(1);
    }

    @Test
    void definitionsAreKeptWithANumber() {
        List<Store.Registered> registered =
                store.register(List.of(definition("order", 2), definition("refund", 1), definition("order", 1)));
        assertThat(registered).extracting(one -> one.definition().version()).containsExactly(2, 1, 1);
        assertThat(registered.get(2).number()).isEqualTo(definition);
        assertThat(registered).extracting(Store.Registered::number).doesNotHaveDuplicates();
        assertThat(store.definitions()).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void aVersionHasOneContent() {
        var other = new Scope(Optional.empty(), List.of(), new Mapping.Nothing());
        var changed = new Definition("order", 1, other, Optional.empty(), Duration.ZERO, Optional.empty());
        assertThatThrownBy(() -> store.register(List.of(definition("refund", 1), changed)))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("Version 1 of 'order'")
                .hasMessageContaining("[BATON-505]");
        assertThat(store.definitions())
                .extracting(one -> one.definition().name())
                .containsExactly("order");
    }
}
