package dev.baton.shop.service;

import dev.baton.shop.contract.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One service as a process of its own, on this JVM's Java and class path. It ends by {@link #close}, and also when this JVM
 * ends in whatever way, because its standard input ends then.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final int LOG_CHARACTERS_SHOWN = 2_000;

    private final Service service;
    private final Process process;
    private final URI uri;

    private ServiceProcess(Service service, Process process, URI uri) {
        this.service = service;
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts a service and returns when it takes calls. What it logs goes to {@code <service>.log} in the data folder.
     *
     * @throws IOException if it is not ready within 60 s; it is ended then, and the message has the end of its log
     */
    public static ServiceProcess start(Service service, Path data, ServiceOptions options)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path log = data.resolve(service.label() + ".log");
        Process process = new ProcessBuilder(command(service, data, options))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        URI uri = null;
        try {
            uri = ready(service, process, log);
            return new ServiceProcess(service, process, uri);
        } finally {
            if (uri == null) {
                process.destroyForcibly();
            }
        }
    }

    private static List<String> command(Service service, Path data, ServiceOptions options) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + data,
                "-Dlogback.configurationFile=dev/baton/shop/service/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ShopService.class.getName(),
                service.label(),
                "--data=" + data,
                "--seed=" + options.seed(),
                "--faults=" + options.faults().label(),
                "--attempt-timeout-ms=" + options.timings().attemptTimeout().toMillis(),
                "--down-after-ms=" + options.downAfter().toMillis(),
                "--down-for-ms=" + options.downFor().toMillis());
    }

    private static URI ready(Service service, Process process, Path log) throws IOException, InterruptedException {
        var line = new CompletableFuture<@Nullable String>();
        Thread.ofVirtual().name("ready-" + service.label()).start(() -> {
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                line.complete(out.readLine());
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        try {
            String text = line.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
            int address = text == null ? -1 : text.indexOf(ShopService.READY);
            if (text != null && address >= 0) {
                return URI.create(text.substring(address + ShopService.READY.length()));
            }
            throw notReady(service, "it ended or said something else", log, null);
        } catch (TimeoutException e) {
            throw notReady(service, "it said nothing for " + START_MAX.toSeconds() + " s", log, e);
        } catch (ExecutionException e) {
            throw notReady(service, "its output could not be read", log, e);
        }
    }

    private static IOException notReady(Service service, String found, Path log, @Nullable Exception cause)
            throws IOException {
        String text = Files.readString(log);
        return new IOException(
                "The service " + service.label() + " was started and is not ready: " + found + ". The end of its log:\n"
                        + text.substring(Math.max(0, text.length() - LOG_CHARACTERS_SHOWN)),
                cause);
    }

    /** Which service it is. */
    public Service service() {
        return service;
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

    /** Ends it: kindly by ending its input, and by force after 5 s or when interrupted. */
    @Override
    public void close() throws IOException {
        try {
            endInput();
            process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly(); // does nothing if it has ended
        }
    }

    /** What happens to it when this JVM ends. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }
}
