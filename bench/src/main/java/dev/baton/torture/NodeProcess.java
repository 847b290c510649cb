package dev.baton.torture;

import dev.baton.shop.judge.Claims.Crash;
import dev.baton.shop.process.JavaProgram;
import dev.baton.torture.node.NodeFigures;
import dev.baton.torture.node.NodeOptions;
import dev.baton.torture.node.TortureNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One node of the cluster, through all its lives. Hurt by one thread; asked by any. */
final class NodeProcess implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 256;

    private final String name;
    private final Path folder;
    private final Map<Long, NodeFigures> figures = new ConcurrentHashMap<>(); // the last of each life
    private final List<Crash> crashes = new ArrayList<>(); // guarded by itself
    private volatile NodeOptions options;
    private volatile JavaProgram program;
    private volatile boolean up = true;
    private Instant down = Instant.MIN;
    /** When the last life ended, seen from outside. */
    private volatile CompletableFuture<Instant> ended = new CompletableFuture<>();

    private NodeProcess(String name, Path folder, NodeOptions options) throws IOException, InterruptedException {
        this.name = name;
        this.folder = folder;
        this.options = options;
        this.program = launch();
    }

    /** Starts a node and returns when it takes commands. */
    static NodeProcess start(String name, Path folder, NodeOptions options) throws IOException, InterruptedException {
        return new NodeProcess(name, folder, options);
    }

    private JavaProgram launch() throws IOException, InterruptedException {
        JavaProgram started = JavaProgram.start(new JavaProgram.Launch(
                name, TortureNode.class, HEAP_MEGABYTES, options.arguments(), folder.resolve(name + ".log")));
        ended = ProcessHandle.of(started.pid())
                .map(life -> life.onExit().thenApply(over -> Instant.now()))
                .orElseGet(() -> CompletableFuture.completedFuture(Instant.now()));
        return started;
    }

    String name() {
        return name;
    }

    /** Whether it was neither killed nor paused. */
    boolean isUp() {
        return up;
    }

    /** Whether its process runs, which it may have ended itself. */
    boolean isAlive() {
        return program.isAlive();
    }

    NodeCaller caller() {
        return new NodeCaller(program.uri());
    }

    /** What it is started with the next time. */
    void options(NodeOptions next) {
        options = next;
    }

    NodeOptions options() {
        return options;
    }

    /** Its names in leases, those of earlier lives too. */
    Set<String> owners() {
        var owners = ConcurrentHashMap.<String>newKeySet();
        figures.values().forEach(one -> owners.addAll(one.owner()));
        return owners;
    }

    /** Kills it with -9. */
    void kill() throws IOException, InterruptedException {
        lookAtFigures();
        up = false;
        down = Instant.now();
        program.kill();
    }

    /** Starts it after its end; what happened to it counts as a crash. */
    void startAgain() throws IOException, InterruptedException {
        program = launch();
        up = true;
        crashed();
    }

    /** Stops it as an operator would, with time to hand over, and starts it again. */
    void restartKindly() throws IOException, InterruptedException {
        lookAtFigures();
        up = false;
        down = Instant.now();
        program.close();
        startAgain();
    }

    /** It ended by itself, perhaps some time ago, and is started again. */
    void revive() throws IOException, InterruptedException {
        down = ended.getNow(Instant.now());
        startAgain();
    }

    /** Freezes it. */
    void pause() throws IOException, InterruptedException {
        lookAtFigures();
        up = false;
        down = Instant.now();
        Signals.pause(program.pid());
    }

    /** Has it freeze itself when its next commit is on the way. */
    void pauseInCommit() throws IOException, InterruptedException {
        lookAtFigures();
        up = false;
        down = Instant.now();
        caller().freezeInNextCommit();
    }

    /** Lets it go on. */
    void resume() throws IOException, InterruptedException {
        Signals.resume(program.pid());
        up = true;
        crashed();
    }

    private void crashed() {
        synchronized (crashes) {
            crashes.add(new Crash(down, Instant.now()));
        }
    }

    /** When it was away. */
    List<Crash> crashes() {
        synchronized (crashes) {
            return List.copyOf(crashes);
        }
    }

    /** Asks it for its figures, if it answers. */
    void lookAtFigures() throws InterruptedException {
        if (up) {
            try {
                long pid = program.pid();
                figures.put(pid, caller().figures());
            } catch (IOException e) {
                return; // the figures of a moment ago stay
            }
        }
    }

    /** The last figures of each of its lives. */
    List<NodeFigures> figures() {
        return List.copyOf(figures.values());
    }

    @Override
    public void close() throws IOException {
        try {
            Signals.resume(program.pid()); // a frozen process sees no end of its input
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            program.close();
        }
    }

    /** Lets it end kindly, without waiting for that. */
    void endInput() throws IOException {
        program.endInput();
    }
}
