package dev.baton.engine;

import dev.baton.ExecutionId;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A logger whose lines begin with execution, step and attempt. */
final class AttemptLog implements System.Logger {
    private final System.Logger to;
    private final String ids;

    AttemptLog(System.Logger to, ExecutionId execution, Attempt attempt) {
        this.to = to;
        this.ids = "[execution=" + execution + " step=" + attempt.step() + " attempt=" + attempt.number() + "] ";
    }

    @Override
    public String getName() {
        return to.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return to.isLoggable(level);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        to.log(level, bundle, ids + message, thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... values) {
        // The ids are user data, so they must not be read as a format.
        to.log(level, bundle, ids.replace("'", "''").replace("{", "'{'") + format, values);
    }
}
