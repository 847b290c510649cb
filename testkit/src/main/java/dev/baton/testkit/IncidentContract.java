package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.IncidentKind;
import dev.baton.store.Archive;
import dev.baton.store.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the lists of incidents show. */
abstract class IncidentContract extends ListContract {
    private static Archive.IncidentFilter incidents(boolean openOnly) {
        return new Archive.IncidentFilter(
                openOnly, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void incidentsAreOpenedAssignedAndResolved() {
        store.commit(draft().start(key(1), "order-1", definition)
                .open(key(1), 0, definition, "ship")
                .batch());
        Archive.Incident open =
                store.archive().incidents(incidents(true), Optional.empty(), 10).get(0);
        assertThat(open.execution()).hasToString("order-1");
        assertThat(open.definition()).isEqualTo("order");
        assertThat(open.step()).isEqualTo("ship");
        assertThat(open.message()).isEqualTo("The till is closed.");
        assertThat(open.attempts()).isEqualTo(3);
        assertThat(open.opened()).isEqualTo(now);
        assertThat(open.resolved()).isEmpty();
        store.commit(draft().change(key(1), 0, 1, Optional.of("bob"), Optional.empty())
                .batch());
        Archive.Incident assigned =
                store.archive().incidents(incidents(true), Optional.empty(), 10).get(0);
        assertThat(assigned.assignee()).contains("bob");
        assertThat(assigned.changes()).isEqualTo(1);
        now += 10;
        store.commit(draft().change(key(1), 0, 2, Optional.of("bob"), Optional.of("skip"))
                .batch());
        assertThat(store.archive().incidents(incidents(true), Optional.empty(), 10))
                .isEmpty();
        Archive.Incident resolved = store.archive()
                .incidents(incidents(false), Optional.empty(), 10)
                .get(0);
        assertThat(resolved.resolution()).contains("skip");
        assertThat(resolved.resolved()).contains(now);
        assertThat(resolved.resolvedBy()).contains("ann");
        assertThat(resolved.reason()).contains("because");
        assertThat(resolved.changes()).isEqualTo(2);
    }

    /** Not every database keeps U+0000; an incident that were refused for it would never be seen. */
    @Test
    void anIncidentOpensWhateverItsTextsAre() {
        store.commit(draft().start(key(1), "order-1", definition)
                .live(key(1), true, "sh\0ip")
                .open(new Batch.IncidentOpened(
                        key(1),
                        0,
                        definition,
                        IncidentKind.COMPENSATION_FAILED,
                        "sh\0ip",
                        "shop.\0Down",
                        "The till\0is closed: \uD83D\uDE00 \u00E4.",
                        3,
                        Optional.empty(),
                        now))
                .batch());
        store.commit(draft().change(key(1), 0, 1, Optional.of("b\0b"), Optional.of("skip"))
                .batch());
        Archive.Incident incident = store.archive()
                .incidents(incidents(false), Optional.empty(), 10)
                .getFirst();
        assertThat(shown(incident.step())).isEqualTo("sh\uFFFDip");
        assertThat(shown(incident.error())).isEqualTo("shop.\uFFFDDown");
        assertThat(shown(incident.message())).isEqualTo("The till\uFFFDis closed: \uD83D\uDE00 \u00E4.");
        assertThat(incident.assignee().map(IncidentContract::shown)).contains("b\uFFFDb");
    }

    /** With what a database may have put in the place of U+0000. */
    private static String shown(String text) {
        return text.replace('\0', '\uFFFD');
    }

    @Test
    void incidentsAreFiltered() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .open(key(1), 0, definition, "ship")
                .open(key(2), 0, definition, "charge")
                .batch());
        assertThat(steps(new Archive.IncidentFilter(
                        true, Optional.of("order"), Optional.of("ship"), Optional.of("shop.Down"), Optional.empty())))
                .containsExactly("ship");
        assertThat(steps(new Archive.IncidentFilter(
                        true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(key(2)))))
                .containsExactly("charge");
        assertThat(steps(new Archive.IncidentFilter(
                        true, Optional.of("refund"), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
        assertThat(steps(new Archive.IncidentFilter(
                        false, Optional.empty(), Optional.empty(), Optional.of("shop.Up"), Optional.empty())))
                .isEmpty();
    }

    private List<String> steps(Archive.IncidentFilter filter) {
        return store.archive().incidents(filter, Optional.empty(), 10).stream()
                .map(Archive.Incident::step)
                .toList();
    }

    @Test
    void pagesOfIncidentsDivideNoExecution() {
        var draft = draft();
        for (int i = 1; i <= 4; i++) {
            draft.start(key(i), "order-" + i, definition);
            for (int j = 0; j < i; j++) {
                draft.open(key(i), j, definition, "step-" + j);
            }
        }
        store.commit(draft.batch());
        var seen = new ArrayList<Long>();
        Optional<Long> before = Optional.empty();
        int pages = 0;
        while (pages < 10) {
            List<Archive.Incident> page = store.archive().incidents(incidents(true), before, 3);
            if (page.isEmpty()) {
                break;
            }
            pages++;
            page.forEach(incident -> seen.add(incident.key()));
            before = Optional.of(page.getLast().key());
        }
        assertThat(seen)
                .containsExactly(key(4), key(4), key(4), key(4), key(3), key(3), key(3), key(2), key(2), key(1));
        assertThat(pages).isEqualTo(3);
    }
}
