package dev.baton;

import java.util.List;

/** One of several parts that run at the same time; begins when it is given to {@link Flow#parallel}. */
public final class Branch<R> {
    private final Recording recording;
    private final List<Draft> drafts;
    private final Ref<R> result;

    Branch(Recording recording, List<Draft> drafts, Ref<R> result) {
        this.recording = recording;
        this.drafts = drafts;
        this.result = result;
    }

    /** What it gave; readable after {@link Flow#parallel}, which registration checks. */
    public Ref<R> result() {
        return result;
    }

    Recording recording() {
        return recording;
    }

    List<Draft> drafts() {
        return drafts;
    }
}
