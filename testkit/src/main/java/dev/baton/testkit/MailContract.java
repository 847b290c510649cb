package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Mail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That letters wait in order and are applied exactly once, and that answers can be fetched. */
abstract class MailContract extends IncidentContract {
    private static final Set<Integer> FIRST = Set.of(0);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Mail.Letter letter(String text) {
        return new Mail.Letter(0, new ExecutionId("order-" + text), bytes(text), Optional.empty());
    }

    private static Mail.Asker asker() {
        return new Mail.Asker(UUID.randomUUID(), "ben");
    }

    private void send(String... texts) {
        store.mail().send(List.of(texts).stream().map(MailContract::letter).toList());
    }

    private List<Mail.Received> waiting() {
        return store.mail().waiting(FIRST, Set.of(), 100);
    }

    private List<String> texts(List<Mail.Received> letters) {
        return letters.stream()
                .map(received -> new String(received.letter().content(), StandardCharsets.UTF_8))
                .toList();
    }

    private long number(String text) {
        return waiting().stream()
                .filter(received -> texts(List.of(received)).contains(text))
                .findFirst()
                .orElseThrow()
                .number();
    }

    @Test
    void aLetterArrivesAsItWasSent() {
        Mail.Asker asker = asker();
        store.mail().send(List.of(new Mail.Letter(0, new ExecutionId("order-1"), bytes("a"), Optional.of(asker))));
        Mail.Received received = waiting().getFirst();
        assertThat(received.letter().partition()).isZero();
        assertThat(received.letter().execution()).hasToString("order-1");
        assertThat(received.letter().content()).isEqualTo(bytes("a"));
        assertThat(received.letter().asker()).contains(asker);
        send("b");
        assertThat(waiting().getLast().letter().asker()).isEmpty();
    }

    @Test
    void lettersWaitInTheOrderInWhichTheyWereSent() {
        send("a");
        send("b", "c", "d");
        send("e");
        assertThat(texts(waiting())).containsExactly("a", "b", "c", "d", "e");
        assertThat(waiting()).extracting(Mail.Received::number).isSorted().doesNotHaveDuplicates();
        assertThat(texts(store.mail().waiting(FIRST, Set.of(), 2))).containsExactly("a", "b");
    }

    @Test
    void lettersThatTheReaderHasAlreadyAreLeftOut() {
        send("a", "b", "c", "d");
        Set<Long> held = Set.of(number("a"), number("c"));
        assertThat(texts(store.mail().waiting(FIRST, held, 1))).containsExactly("b");
        assertThat(texts(store.mail().waiting(FIRST, held, 10))).containsExactly("b", "d");
        assertThat(texts(waiting())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void eachPartitionHasItsOwn() {
        int other = store.partitions() - 1;
        store.mail().send(List.of(new Mail.Letter(other, new ExecutionId("order-z"), bytes("z"), Optional.empty())));
        send("a");
        assertThat(texts(store.mail().waiting(List.of(0, other), Set.of(), 10))).containsExactly("z", "a");
        assertThat(texts(store.mail().waiting(Set.of(other), Set.of(), 10)))
                .containsExactlyElementsOf(other == 0 ? List.of("z", "a") : List.of("z"));
        assertThat(store.mail().waiting(Set.of(), Set.of(), 10)).isEmpty();
    }

    @Test
    void aLetterIsTakenByTheBatchThatAppliesIt() {
        send("a", "b");
        long a = number("a");
        assertThat(store.mail().isWaiting(0, a)).isTrue();
        store.commit(draft().start(key(1), "order-1", definition).take(a).batch());
        assertThat(store.mail().isWaiting(0, a)).isFalse();
        assertThat(texts(waiting())).containsExactly("b");
        send("c");
        assertThat(number("c")).as("numbers are not used again").isGreaterThan(a);
    }

    @Test
    void aBatchThatTakesALetterThatIsNotThereIsRefusedAsAWhole() {
        send("a", "b");
        long a = number("a");
        long b = number("b");
        store.commit(draft().start(key(1), "order-1", definition).take(a).batch());
        Mail.Asker asker = asker();
        Batch again = draft().start(key(2), "order-2", definition)
                .setTimer(key(2), 0, now)
                .take(b)
                .take(a)
                .answer(asker, bytes("yes"))
                .batch();
        assertThatThrownBy(() -> store.commit(again))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("[BATON-510]");
        assertThatThrownBy(() -> store.commit(draft().take(b).take(a).batch()))
                .as("also without events")
                .isInstanceOf(BatchRefusedException.class);
        assertThat(store.load(key(2))).isEmpty();
        assertThat(texts(waiting())).containsExactly("b");
        assertThat(store.mail().answers(List.of(asker.question()))).isEmpty();
    }

    @Test
    void aBatchThatTakesALetterAndIsSentTwiceAppliesOnce() {
        send("a", "b", "c");
        Mail.Asker asker = asker();
        Batch events = draft().start(key(1), "order-1", definition)
                .take(number("a"))
                .answer(asker, bytes("yes"))
                .batch();
        store.commit(events);
        store.commit(events);
        Batch none = draft().take(number("b")).answer(asker(), bytes("no")).batch(); // nothing came of it but an answer
        store.commit(none);
        store.commit(none);
        assertThat(seqs(key(1))).containsExactly(0);
        assertThat(texts(waiting())).containsExactly("c");
    }

    @Test
    void whoLostTheLeaseTakesNoLetter() {
        send("a");
        Batch late = draft().take(number("a")).batch();
        assertThat(store.claim(0, "ann", TTL)).isPresent();
        assertThatThrownBy(() -> store.commit(late)).isInstanceOf(LeaseLostException.class);
        assertThat(texts(waiting())).containsExactly("a");
    }

    @Test
    void theStoreSaysWhetherItHasABatch() {
        send("a");
        Batch events = draft().start(key(1), "order-1", definition).batch();
        Batch none = draft().take(number("a")).batch();
        assertThat(store.has(events)).isFalse();
        assertThat(store.has(none)).isFalse();
        store.commit(events);
        assertThat(store.has(events)).isTrue();
        assertThat(store.has(none)).isFalse();
        store.commit(none);
        assertThat(store.has(none)).isTrue();
    }

    @Test
    void theStoreHasABatchAlsoWhenASnapshotCoversIt() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        Batch covered = draft().chunk(key(1), 2, 3).batch();
        store.commit(covered);
        store.commit(
                draft().chunk(key(1), 5, 1).snapshot(key(1), 6, new byte[] {1}).batch());
        assertThat(store.has(covered)).isTrue();
        assertThat(store.has(draft().chunk(key(1), 6, 1).batch())).isFalse();
    }

    @Test
    void otherEventsUnderItsNumberAreNotTheBatch() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        store.commit(draft().chunk(key(1), 2, 1).batch());
        assertThat(store.has(draft().chunk(key(1), 2, 1, "other").batch())).isFalse();
    }

    @Test
    void answersAreFetchedByTheirQuestions() {
        Mail.Asker first = asker();
        Mail.Asker second = asker();
        UUID unknown = UUID.randomUUID();
        store.commit(draft().start(key(1), "order-1", definition)
                .answer(first, bytes("yes"))
                .answer(second, bytes("no"))
                .batch());
        assertThat(store.mail().answers(List.of(first.question(), unknown)))
                .containsOnlyKeys(first.question())
                .containsEntry(first.question(), bytes("yes"));
        assertThat(store.mail().answers(List.of(second.question(), first.question())))
                .hasSize(2);
        assertThat(store.mail().answers(List.of())).isEmpty();
    }

    @Test
    void theFirstAnswerToAQuestionStands() {
        Mail.Asker twiceInOne = asker();
        Mail.Asker inTwo = asker();
        store.commit(draft().start(key(1), "order-1", definition)
                .answer(twiceInOne, bytes("first"))
                .answer(twiceInOne, bytes("second"))
                .answer(inTwo, bytes("first"))
                .batch());
        store.commit(draft().chunk(key(1), 2, 1).answer(inTwo, bytes("second")).batch());
        assertThat(store.mail().answers(List.of(twiceInOne.question(), inTwo.question())))
                .containsEntry(twiceInOne.question(), bytes("first"))
                .containsEntry(inTwo.question(), bytes("first"));
        assertThat(seqs(key(1))).as("the second batch is stored").containsExactly(0, 2);
    }

    @Test
    void answersAreKeptForAMinuteAndNotForEver() {
        Mail.Asker asker = asker();
        store.commit(draft().start(key(1), "order-1", definition)
                .answer(asker, bytes("yes"))
                .batch());
        now += Duration.ofSeconds(Mail.ANSWERS_KEPT_SECONDS - 10).toMillis();
        store.mail().sweep();
        assertThat(store.mail().answers(List.of(asker.question()))).hasSize(1);
        now += Duration.ofMinutes(10).toMillis();
        store.mail().sweep();
        assertThat(store.mail().answers(List.of(asker.question()))).isEmpty();
    }

    @Test
    void manyLettersAreTakenAtOnce() {
        send(IntStream.range(0, 2_500).mapToObj(Integer::toString).toArray(String[]::new));
        List<Mail.Received> all = store.mail().waiting(FIRST, Set.of(), 10_000);
        assertThat(all).hasSize(2_500);
        List<Long> numbers = all.stream().map(Mail.Received::number).toList();
        assertThat(store.mail().waiting(FIRST, numbers, 10)).isEmpty();
        var draft = draft().start(key(1), "order-1", definition);
        numbers.forEach(draft::take);
        store.commit(draft.batch());
        assertThat(waiting()).isEmpty();
    }
}
