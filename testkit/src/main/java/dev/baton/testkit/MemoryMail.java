package dev.baton.testkit;

import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Mail;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Letters and answers. Not thread-safe: the store has the lock. */
final class MemoryMail {
    final TreeMap<Long, Mail.Letter> letters = new TreeMap<>();
    private final Map<UUID, Answer> answers = new HashMap<>();
    private long last;

    private record Answer(byte[] content, long at) {}

    MemoryMail copy() {
        var copy = new MemoryMail();
        copy.letters.putAll(letters);
        copy.answers.putAll(answers);
        copy.last = last;
        return copy;
    }

    void check(Batch batch) {
        for (Long number : batch.taken()) {
            if (!letters.containsKey(number)) {
                throw BatchRefusedException.alreadyTaken(number);
            }
        }
    }

    void store(Batch batch) {
        batch.taken().forEach(letters::remove);
        batch.answers()
                .forEach(answer ->
                        answers.putIfAbsent(answer.asker().question(), new Answer(answer.content(), batch.now())));
    }

    /** What others may use of it. */
    record Locked(MemoryMail mail, InstantSource clock, InMemoryStore.Lock lock) implements Mail {
        @Override
        public void send(List<Letter> letters) {
            lock.under(() -> {
                letters.forEach(letter -> mail.letters.put(++mail.last, letter));
                return true;
            });
        }

        @Override
        public List<Received> waiting(Collection<Integer> partitions, Collection<Long> held, int limit) {
            return lock.under(() -> mail.letters.entrySet().stream()
                    .filter(letter -> partitions.contains(letter.getValue().partition()))
                    .filter(letter -> !held.contains(letter.getKey()))
                    .limit(limit)
                    .map(letter -> new Received(letter.getKey(), letter.getValue()))
                    .toList());
        }

        @Override
        public boolean isWaiting(int partition, long number) {
            return lock.under(() -> mail.letters.containsKey(number));
        }

        @Override
        public Map<UUID, byte[]> answers(Collection<UUID> asked) {
            return lock.under(() -> {
                var found = new HashMap<UUID, byte[]>();
                mail.answers.forEach((question, answer) -> {
                    if (asked.contains(question)) {
                        found.put(question, answer.content());
                    }
                });
                return found;
            });
        }

        @Override
        public void sweep() {
            lock.under(() -> mail.answers
                    .values()
                    .removeIf(answer -> Instant.ofEpochMilli(answer.at)
                            .plusSeconds(ANSWERS_KEPT_SECONDS)
                            .isBefore(clock.instant())));
        }
    }
}
