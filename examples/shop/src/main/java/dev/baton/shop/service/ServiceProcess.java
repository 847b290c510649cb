package dev.baton.shop.service;

import dev.baton.shop.contract.Service;
import dev.baton.shop.process.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One service as a process of its own. It never outlives this JVM; see {@link JavaProgram}. */
public final class ServiceProcess implements AutoCloseable {
    private final Service service;
    private final JavaProgram program;

    private ServiceProcess(Service service, JavaProgram program) {
        this.service = service;
        this.program = program;
    }

    /**
     * Starts a service and returns when it takes calls. What it logs goes to {@code <service>.log} in the data folder.
     *
     * @throws IOException if it is not ready within 30 s; it is ended then, and the message has the end of its log
     */
    public static ServiceProcess start(Service service, Path data, ServiceOptions options)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        var launch = new JavaProgram.Launch(
                "service " + service.label(),
                ShopService.class,
                128,
                arguments(service, data, options),
                data.resolve(service.label() + ".log"));
        return new ServiceProcess(service, JavaProgram.start(launch));
    }

    private static List<String> arguments(Service service, Path data, ServiceOptions options) {
        return List.of(
                service.label(),
                "--data=" + data,
                "--seed=" + options.seed(),
                "--faults=" + options.faults().label(),
                "--attempt-timeout-ms=" + options.timings().attemptTimeout().toMillis(),
                "--down-after-ms=" + options.downAfter().toMillis(),
                "--down-for-ms=" + options.downFor().toMillis());
    }

    /** Which service it is. */
    public Service service() {
        return service;
    }

    /** Its address: {@code http://127.0.0.1:41234}. */
    public URI uri() {
        return program.uri();
    }

    /** The number of its process. */
    public long pid() {
        return program.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return program.isAlive();
    }

    /** Ends it, by force if it must be. */
    @Override
    public void close() throws IOException {
        program.close();
    }

    /** What happens to it when this JVM ends. */
    void endInput() throws IOException {
        program.endInput();
    }
}
