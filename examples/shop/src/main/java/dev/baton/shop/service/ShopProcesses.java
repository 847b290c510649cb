package dev.baton.shop.service;

import dev.baton.shop.contract.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All five services as processes of their own, started side by side and ended together. */
public final class ShopProcesses implements AutoCloseable {
    private final Map<Service, ServiceProcess> processes;

    private ShopProcesses(Map<Service, ServiceProcess> processes) {
        this.processes = Map.copyOf(processes);
    }

    /**
     * Starts the five and returns when all take calls.
     *
     * @throws IOException if one of them is not ready in time; then none is left running
     */
    public static ShopProcesses startAll(Path data, ServiceOptions options) throws IOException, InterruptedException {
        var started = new EnumMap<Service, Future<ServiceProcess>>(Service.class);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Service service : Service.values()) {
                started.put(service, threads.submit(() -> ServiceProcess.start(service, data, options)));
            }
        } // waits for every start to succeed or fail, which each does within its bound
        var ready = new EnumMap<Service, ServiceProcess>(Service.class);
        IOException failure = null;
        for (var one : started.entrySet()) {
            if (one.getValue().state() == Future.State.SUCCESS) {
                ready.put(one.getKey(), one.getValue().resultNow());
            } else {
                Throwable cause = one.getValue().exceptionNow();
                failure = new IOException(cause.getMessage(), cause);
            }
        }
        var shop = new ShopProcesses(ready);
        if (failure != null) {
            shop.close();
            throw failure;
        }
        return shop;
    }

    /** The addresses of all five. */
    public Map<Service, URI> uris() {
        var uris = new EnumMap<Service, URI>(Service.class);
        processes.forEach((service, process) -> uris.put(service, process.uri()));
        return uris;
    }

    /** The address of a service. */
    public URI uri(Service service) {
        return process(service).uri();
    }

    /** The process of a service. */
    public ServiceProcess process(Service service) {
        ServiceProcess process = processes.get(service);
        if (process == null) {
            throw new IllegalStateException("Bug: " + service.label() + " was not started.");
        }
        return process;
    }

    /** Ends all five; a failure to end one does not keep the others. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ServiceProcess process : processes.values()) {
            try {
                process.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
