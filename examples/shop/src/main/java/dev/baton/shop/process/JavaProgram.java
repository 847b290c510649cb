package dev.baton.shop.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program of the shop as a process of its own, on this JVM's Java and class path. It says on its standard output where it
 * listens, and ends when its standard input ends: by {@link #close}, and when this JVM ends in whatever way. Thread-safe.
 */
public final class JavaProgram implements AutoCloseable {
    /** What stands before the address in the line that tells that a program is ready. */
    public static final String READY = "ready at ";

    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final int LOG_CHARACTERS_SHOWN = 2_000;

    private final Process process;
    private final URI uri;

    private JavaProgram(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * What is to be started.
     *
     * @param name for people
     * @param main has the {@code main} method
     * @param heapMegabytesMax the heap of its JVM
     * @param log where its standard error goes, behind what is there; temporary files go to the same folder
     */
    public record Launch(String name, Class<?> main, int heapMegabytesMax, List<String> arguments, Path log) {
        public Launch {
            arguments = List.copyOf(arguments);
        }

        private List<String> command() {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx" + heapMegabytesMax + "m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dorg.sqlite.tmpdir=" + log.toAbsolutePath().getParent()));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
            command.addAll(arguments);
            return command;
        }
    }

    /**
     * Starts a program and returns when it is ready.
     *
     * @throws IOException if it is not ready within 30 s; it is ended then, and the message has the end of its log
     */
    public static JavaProgram start(Launch launch) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(launch.command())
                .redirectError(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
                .start();
        URI uri = null;
        try {
            uri = ready(process, launch);
            return new JavaProgram(process, uri);
        } finally {
            if (uri == null) {
                process.destroyForcibly();
            }
        }
    }

    private static URI ready(Process process, Launch launch) throws IOException, InterruptedException {
        var line = new CompletableFuture<@Nullable String>();
        Thread.ofVirtual().name("ready-" + launch.name()).start(() -> {
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                line.complete(out.readLine());
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        try {
            String text = line.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
            int address = text == null ? -1 : text.indexOf(READY);
            if (text != null && address >= 0) {
                return URI.create(text.substring(address + READY.length()));
            }
            throw notReady(launch, "it ended or said something else", null);
        } catch (TimeoutException e) {
            throw notReady(launch, "it said nothing for " + START_MAX.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw notReady(launch, "its output could not be read", e);
        }
    }

    private static IOException notReady(Launch launch, String found, @Nullable Exception cause) throws IOException {
        String text = Files.readString(launch.log());
        return new IOException(
                "The " + launch.name() + " was started and is not ready: " + found + ". The end of its log:\n"
                        + text.substring(Math.max(0, text.length() - LOG_CHARACTERS_SHOWN)),
                cause);
    }

    /** Its address: {@code http://127.0.0.1:41234}. */
    public URI uri() {
        return uri;
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end, at most so long; whether it has come. */
    public boolean endsWithin(Duration bound) throws InterruptedException {
        return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends it as {@code kill -9} does, and returns when it is gone.
     *
     * @throws IOException if it is not gone after 5 s
     */
    public void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        if (!endsWithin(STOP_MAX)) {
            throw new IOException("Process " + pid() + " was killed and is still there after " + STOP_MAX.toSeconds()
                    + " s. End it by hand.");
        }
    }

    /** Ends it: kindly by ending its input, and by force after 5 s or when interrupted. */
    @Override
    public void close() throws IOException {
        try {
            endInput();
            endsWithin(STOP_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly(); // does nothing if it has ended
        }
    }

    /** What happens to it when this JVM ends. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }
}
