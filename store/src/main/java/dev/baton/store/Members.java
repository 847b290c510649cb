package dev.baton.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The engines that share a store, and who has which partition. All of it is judged by the store's clock. Thread-safe. */
public interface Members {

    /**
     * Says that an engine lives, for {@code ttl} from now, and what it can do. To be repeated well before that is over.
     *
     * @return who lives now, this one included
     */
    Roll announce(Member member, Duration ttl);

    /** Says that an engine ends, so that the others need not wait for the end of its time. */
    void leave(String name);

    /**
     * An engine.
     *
     * @param name one start of one process; the owner in its leases
     * @param eventFormat the newest format of stored records that it reads; nobody writes a newer one than all can read
     * @param queues the task queues that it serves
     */
    record Member(String name, int eventFormat, Set<String> queues) {
        public Member {
            queues = Set.copyOf(queues);
        }
    }

    /**
     * Who lives, at one moment.
     *
     * @param now the store's time, in epoch milliseconds
     * @param members sorted by name
     * @param owners who has a partition; one whose lease has ended is not in it
     */
    record Roll(long now, List<Member> members, Map<Integer, String> owners) {
        public Roll {
            members = List.copyOf(members);
            owners = Map.copyOf(owners);
        }
    }
}
