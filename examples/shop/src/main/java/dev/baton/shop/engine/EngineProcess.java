package dev.baton.shop.engine;

import dev.baton.shop.process.JavaProgram;
import dev.baton.shop.saga.ShopAddresses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An engine as a process of its own, which can be killed and started again on the same store. Thread-safe. */
public final class EngineProcess implements AutoCloseable {
    /** The sentence for an end that nobody asked for. */
    public static final String ENDED_BY_ITSELF =
            "An engine ended by itself. Its log is in the data folder: engine.log, or engine-1.log and so on.";

    private final JavaProgram.Launch launch;
    private volatile JavaProgram program;

    private EngineProcess(JavaProgram.Launch launch, JavaProgram program) {
        this.launch = launch;
        this.program = program;
    }

    /**
     * Starts an engine and returns when it takes orders. What it logs goes to {@code <name>.log} in the data folder.
     *
     * @param store as {@link StoreAddress} has it
     * @throws IOException if it is not ready in time; the message has the end of its log
     */
    public static EngineProcess start(String name, Path data, String store, ShopAddresses shop)
            throws IOException, InterruptedException {
        var launch = new JavaProgram.Launch(
                name,
                ShopEngine.class,
                256,
                List.of("--store=" + store, "--shop=" + shop),
                data.resolve(name + ".log"));
        return new EngineProcess(launch, JavaProgram.start(launch));
    }

    /**
     * Kills it as {@code kill -9} does.
     *
     * @throws IOException if it is not gone after 5 s
     */
    public void kill() throws IOException, InterruptedException {
        program.kill();
    }

    /** Starts it again after its end; it takes up what it left. */
    public void startAgain() throws IOException, InterruptedException {
        program = JavaProgram.start(launch);
    }

    /** Its address, another one after each start. */
    public URI uri() {
        return program.uri();
    }

    /** The number of its process. */
    public long pid() {
        return program.pid();
    }

    /** Waits for its end, at most so long; whether it has come. */
    public boolean endsWithin(Duration bound) throws InterruptedException {
        return program.endsWithin(bound);
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return program.isAlive();
    }

    /** Lets it end kindly, without waiting for that. */
    void endInput() throws IOException {
        program.endInput();
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
