package dev.baton.torture.node;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.bench.PassingStore;
import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Mail;
import dev.baton.store.Members;
import dev.baton.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * A store between an engine and its real one, which counts what is refused, keeps some answers for itself, stops the process
 * in the middle of a commit when asked to, and kills it when a certain execution is loaded. Thread-safe.
 */
final class TroubledStore extends PassingStore {
    private static final int KILLED = 137;

    private final int losePercent;
    private final OptionalInt eventFormat;
    private final ExecutionId lethal;
    private final SplittableRandom random; // guarded by this
    private final AtomicBoolean freeze = new AtomicBoolean();
    private final Set<String> owners = ConcurrentHashMap.newKeySet();
    private final LongAdder commits = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();

    TroubledStore(Store store, NodeOptions options) {
        super(store);
        this.losePercent = options.losePercent();
        this.eventFormat = options.eventFormat();
        this.lethal = ExecutionId.of(options.lethal().isEmpty() ? "none" : options.lethal());
        this.random = new SplittableRandom(options.seed());
    }

    /** The process is to stop, as by SIGSTOP, when the next commit is on its way. */
    void freezeInNextCommit() {
        freeze.set(true);
    }

    Set<String> owners() {
        return owners;
    }

    long commits() {
        return commits.sum();
    }

    long refused() {
        return refused.sum();
    }

    long lost() {
        return lost.sum();
    }

    @Override
    public Optional<Lease> claim(int partition, String owner, Duration ttl) {
        owners.add(owner);
        return super.claim(partition, owner, ttl);
    }

    @Override
    public void commit(Batch batch) {
        freezeIfAsked();
        commits.increment();
        try {
            super.commit(batch);
        } catch (LeaseLostException e) {
            refused.increment();
            throw e;
        }
        loseSome("A commit");
    }

    @Override
    public List<Optional<RuntimeException>> commit(List<Batch> batches) {
        freezeIfAsked();
        commits.increment();
        List<Optional<RuntimeException>> results = super.commit(batches);
        results.stream()
                .filter(result ->
                        result.filter(LeaseLostException.class::isInstance).isPresent())
                .forEach(result -> refused.increment());
        loseSome("A commit");
        return results;
    }

    private void freezeIfAsked() {
        if (freeze.compareAndSet(true, false)) {
            try {
                new ProcessBuilder("kill", "-STOP", "" + ProcessHandle.current().pid())
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new IllegalStateException("This process could not stop itself.", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void loseSome(String what) {
        if (draws()) {
            lost.increment();
            throw new StoreUnavailableException(what + " got no answer, on purpose; it is stored.");
        }
    }

    private synchronized boolean draws() {
        return losePercent > 0 && random.nextInt(100) < losePercent;
    }

    @Override
    public Map<Long, Stored> load(Collection<Long> keys) {
        Map<Long, Stored> loaded = super.load(keys);
        loaded.values().forEach(this::dieOf);
        return loaded;
    }

    @Override
    public Optional<Stored> load(long key) {
        Optional<Stored> loaded = super.load(key);
        loaded.ifPresent(this::dieOf);
        return loaded;
    }

    private void dieOf(Stored stored) {
        if (stored.execution().id().equals(lethal)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    @Override
    public Members members() {
        return new OtherRelease(super.members());
    }

    /** Announces another event format than this release's, if that was asked for. */
    private final class OtherRelease implements Members {
        private final Members members;

        OtherRelease(Members members) {
            this.members = members;
        }

        @Override
        public Roll announce(Member member, Duration ttl) {
            int format = eventFormat.orElse(member.eventFormat());
            return members.announce(new Member(member.name(), format, member.queues()), ttl);
        }

        @Override
        public void leave(String name) {
            members.leave(name);
        }
    }

    @Override
    public Mail mail() {
        return new LosingMail(super.mail());
    }

    /** Sends letters, and sometimes keeps it a secret. */
    private final class LosingMail implements Mail {
        private final Mail mail;

        LosingMail(Mail mail) {
            this.mail = mail;
        }

        @Override
        public void send(List<Letter> letters) {
            mail.send(letters);
            loseSome("A letter");
        }

        @Override
        public List<Received> waiting(Collection<Integer> partitions, Collection<Long> held, int limit) {
            return mail.waiting(partitions, held, limit);
        }

        @Override
        public boolean isWaiting(int partition, long number) {
            return mail.isWaiting(partition, number);
        }

        @Override
        public Map<UUID, byte[]> answers(Collection<UUID> asked) {
            return mail.answers(asked);
        }

        @Override
        public void sweep() {
            mail.sweep();
        }
    }
}
