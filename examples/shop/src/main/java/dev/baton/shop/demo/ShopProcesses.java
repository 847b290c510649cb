package dev.baton.shop.demo;

import dev.baton.shop.contract.Service;
import dev.baton.shop.engine.EngineProcess;
import dev.baton.shop.saga.ShopAddresses;
import dev.baton.shop.service.ServiceOptions;
import dev.baton.shop.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The six processes of a run. They end with {@link #close}, and with this JVM. */
final class ShopProcesses implements AutoCloseable {
    private final List<ServiceProcess> services;
    private final EngineProcess engine;

    private ShopProcesses(List<ServiceProcess> services, EngineProcess engine) {
        this.services = services;
        this.engine = engine;
    }

    /** Starts the services, all at once, and then the engine. */
    static ShopProcesses start(DemoOptions options) throws IOException, InterruptedException {
        Path data = options.data();
        Files.createDirectories(data);
        var services = new ArrayList<ServiceProcess>();
        try {
            startServices(options, services);
            var uris = new EnumMap<Service, URI>(Service.class);
            services.forEach(process -> uris.put(process.service(), process.uri()));
            return new ShopProcesses(services, EngineProcess.start(data, new ShopAddresses(uris)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeAll(services);
            throw e;
        }
    }

    /** Adds each that runs to {@code started}, also when another does not start. */
    private static void startServices(DemoOptions options, List<ServiceProcess> started)
            throws IOException, InterruptedException {
        var how = ServiceOptions.of(options.seed(), options.faults());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = new ArrayList<Future<ServiceProcess>>();
            for (Service service : Service.values()) {
                pending.add(threads.submit(() -> ServiceProcess.start(service, options.data(), how)));
            }
            IOException failure = null;
            for (Future<ServiceProcess> process : pending) {
                try {
                    started.add(Awaited.result(process));
                } catch (IOException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    EngineProcess engine() {
        return engine;
    }

    @Override
    public void close() throws IOException {
        try {
            engine.close(); // first, so that it does not see its services go
        } finally {
            closeAll(services);
        }
    }

    private static void closeAll(List<ServiceProcess> services) throws IOException {
        for (ServiceProcess service : services) {
            service.close();
        }
    }
}
