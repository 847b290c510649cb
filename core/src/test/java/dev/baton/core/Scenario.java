package dev.baton.core;

import dev.baton.Saga;
import java.util.function.Consumer;

/**
 * A rule of the semantics as a play: once straight, and then with a crash after each of its commits, the calls under way
 * having had their effect or not. What is checked must hold in all of them.
 */
final class Scenario {
    private final String rule;
    private final Saga<?, ?>[] sagas;
    private Object input = "in";
    private Consumer<World> script = world -> {};
    private Consumer<World> check = world -> {};

    private Scenario(String rule, Saga<?, ?>... sagas) {
        this.rule = rule;
        this.sagas = sagas;
    }

    /** The saga that is started first, then those of its children. */
    static Scenario of(String rule, Saga<?, ?>... sagas) {
        return new Scenario(rule, sagas);
    }

    Scenario input(Object value) {
        input = value;
        return this;
    }

    Scenario script(Consumer<World> told) {
        script = script.andThen(told);
        return this;
    }

    /** How the service of a step behaves. */
    Scenario service(String step, Consumer<Service> told) {
        return script(world -> told.accept(world.service(step)));
    }

    Scenario check(Consumer<World> checked) {
        check = checked;
        return this;
    }

    /** Plays all; prints the numbers of commits and crashes. */
    void play() {
        int commits = 0;
        int crashes = 0;
        for (boolean lookAhead : new boolean[] {false, true}) {
            int straight = play(Crash.never(lookAhead));
            commits = Math.max(commits, straight);
            for (int after = 1; after <= straight; after++) {
                play(new Crash(after, true, after % 2 == 0, lookAhead));
                play(new Crash(after, false, after % 2 == 1, lookAhead));
                crashes += 2;
            }
        }
        System.out.println("rule " + rule + ": " + commits + " commits, " + crashes + " crashes");
    }

    private int play(Crash crash) {
        var world = new World(crash, sagas);
        try {
            script.accept(world);
            world.start(input);
            world.run();
            check.accept(world);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(story(world, crash), e);
        }
        return world.commits();
    }

    private String story(World world, Crash crash) {
        var story = new StringBuilder("Rule " + rule + " with " + crash + ":\n");
        for (Host host : world.hosts()) {
            story.append("-- ").append(host.id).append(' ');
            story.append(host.state.exists() ? host.state.status().toString() : "not started")
                    .append('\n');
            host.log.forEach(event -> story.append("   ").append(event).append('\n'));
            host.state
                    .entries()
                    .forEach(entry -> story.append("   ").append(entry).append('\n'));
        }
        return story.toString();
    }
}
