package dev.baton.torture;

import dev.baton.shop.contract.Service;
import dev.baton.shop.saga.ShopAddresses;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The network: a wire from each node to the database, and one to each service. */
final class Wires implements AutoCloseable {
    private final List<TcpProxy> toDatabase = new ArrayList<>();
    private final Map<Service, TcpProxy> toServices = new EnumMap<>(Service.class);

    /** Lays them. */
    static Wires lay(int nodes, int databasePort, Map<Service, URI> services) throws IOException {
        var wires = new Wires();
        for (int i = 0; i < nodes; i++) {
            wires.toDatabase.add(TcpProxy.to(databasePort));
        }
        for (var service : services.entrySet()) {
            wires.toServices.put(
                    service.getKey(), TcpProxy.to(service.getValue().getPort()));
        }
        return wires;
    }

    /** A database's address, through a node's wire. */
    String throughWire(int node, String url, int port) {
        return url.replace(
                "127.0.0.1:" + port, "127.0.0.1:" + toDatabase.get(node).port());
    }

    ShopAddresses services() {
        var uris = new EnumMap<Service, URI>(Service.class);
        toServices.forEach((service, proxy) -> uris.put(service, URI.create("http://127.0.0.1:" + proxy.port())));
        return new ShopAddresses(uris);
    }

    TcpProxy toDatabase(int node) {
        return toDatabase.get(node);
    }

    List<TcpProxy> toServices() {
        return List.copyOf(toServices.values());
    }

    @Override
    public void close() throws IOException {
        for (TcpProxy proxy : toDatabase) {
            proxy.close();
        }
        for (TcpProxy proxy : toServices.values()) {
            proxy.close();
        }
    }
}
