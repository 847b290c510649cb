package dev.baton.engine;

import dev.baton.store.Removal;
import java.util.ArrayDeque;

/**
 * Says up to where the ended executions of a store are more than are kept, the oldest by their start first. It counts each
 * once, in slices of a few thousand, and looks again only at the oldest. Belongs to retention's thread.
 *
 * <p>An execution that ran when it was counted is not in the count, so as many more may be kept.
 */
final class EndedCount {
    private static final int SLICE = 5_000;
    private static final int DIVIDE_MAX = 50;

    private final Removal removal;
    private final long max;
    private final ArrayDeque<Slice> slices = new ArrayDeque<>();
    /** What started up to here is more than is kept. */
    private long cut = Long.MIN_VALUE;
    /** What started up to here is counted. */
    private long counted = Long.MIN_VALUE;
    /** How many ended ones the slices have. */
    private long ended;

    EndedCount(Removal removal, long max) {
        this.removal = removal;
        this.max = max;
    }

    /** Those up to a key, from the last of the slice before. */
    private record Slice(long last, int looked, int ended) {}

    /** Counts on, a slice of those up to a key; false: there are no more. */
    boolean countOn(long uptoKey) {
        Removal.Counted more = removal.count(counted, uptoKey, SLICE);
        if (more.looked() == 0) {
            return false;
        }
        counted = more.last();
        ended += more.ended();
        Slice before = slices.peekLast();
        if (before != null && before.looked + more.looked() <= SLICE) {
            slices.removeLast();
            slices.add(new Slice(more.last(), before.looked + more.looked(), before.ended + more.ended()));
        } else {
            slices.add(new Slice(more.last(), more.looked(), more.ended()));
        }
        return more.looked() == SLICE;
    }

    /** The key up to which ended executions are to go; it takes them out of the count. */
    long cut() {
        try {
            return cutOff();
        } catch (RuntimeException e) {
            countAnew();
            throw e;
        }
    }

    /** The store did not answer in the midst of it: what is in no slice now would be missed for ever. */
    private void countAnew() {
        slices.clear();
        ended = 0;
        counted = cut;
    }

    private long cutOff() {
        countOldestAgain();
        while (ended > max) {
            Slice first = slices.removeFirst();
            if (ended - first.ended < max) {
                divide(first);
                return cut;
            }
            cut = first.last;
            ended -= first.ended;
        }
        return cut;
    }

    /** The oldest may have been removed since, or have ended: up to the first slice that is as it was. */
    private void countOldestAgain() {
        var again = new ArrayDeque<Slice>();
        long from = cut;
        boolean asItWas = false;
        while (!asItWas && !slices.isEmpty()) {
            Slice was = slices.removeFirst();
            Removal.Counted now = removal.count(from, was.last, SLICE);
            ended += now.ended() - was.ended;
            asItWas = now.ended() == was.ended && now.looked() > SLICE / 2;
            if (now.looked() > 0) {
                again.addFirst(new Slice(was.last, now.looked(), now.ended()));
                from = was.last;
            }
        }
        again.forEach(slices::addFirst);
    }

    /** A part of it is too many: cuts it there, in larger steps past what still runs. */
    private void divide(Slice slice) {
        int looked = slice.looked;
        int left = slice.ended;
        int step = (int) (ended - max);
        for (int steps = 0; ended > max && steps < DIVIDE_MAX; steps++) {
            Removal.Counted gone = removal.count(cut, slice.last, Math.min(step, SLICE));
            if (gone.ended() > ended - max) {
                step = Math.max(1, step / 2);
            } else {
                cut = gone.last();
                ended -= gone.ended();
                left -= gone.ended();
                looked -= gone.looked();
                step = gone.ended() == 0 ? Math.min(2 * step, SLICE) : (int) (ended - max);
            }
        }
        slices.addFirst(new Slice(slice.last, looked, left));
    }
}
