package dev.baton.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts on a turn that is stored, and tells the askers. Belongs to its partition's thread. */
final class Landing {
    private static final Logger log = LoggerFactory.getLogger(Landing.class);

    private final Partition partition;

    Landing(Partition partition) {
        this.partition = partition;
    }

    /** What was decided is stored: now it may act, and the askers may know. One that fails does not stop the others. */
    void land(Turn turn) {
        turn.touched.forEach(hot -> {
            hot.turnsOpen--;
            partition.hots.weigh(hot);
        });
        turn.timersCleared.forEach(timer -> partition.timers.clear(timer.key(), timer.timer()));
        // A crash here loses no effect: recovery derives the outstanding ones again from the states.
        turn.effects.forEach(happening -> safely(() -> partition.effects.perform(happening), happening));
        turn.answers.forEach(answer -> safely(answer, "an answer"));
        turn.ended.forEach((id, ending) -> safely(() -> partition.waiting.tell(id, ending), id));
        partition.landed(turn);
        partition.hots.trim();
    }

    private static void safely(Runnable act, Object what) {
        try {
            act.run();
        } catch (RuntimeException | Error e) {
            String named = what instanceof Turn.Happening happening
                    ? happening.effect().getClass().getSimpleName() + " for execution '" + happening.hot().id + "'"
                    : what.toString();
            log.error("Bug: what follows from a stored decision failed: {}. Please report this. [BATON-901]", named, e);
        }
    }
}
