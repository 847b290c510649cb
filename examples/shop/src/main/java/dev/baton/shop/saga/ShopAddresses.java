package dev.baton.shop.saga;

import dev.baton.HttpCall;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Service;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;

/** Where the five services are. */
public record ShopAddresses(Map<Service, URI> uris) {
    public ShopAddresses {
        uris = Map.copyOf(uris);
        for (Service service : Service.values()) {
            if (!uris.containsKey(service)) {
                throw new IllegalArgumentException("There is no address of " + service.label() + ". Give all five.");
            }
        }
    }

    /**
     * Reads {@code order=http://127.0.0.1:41234,inventory=…}.
     *
     * @throws IllegalArgumentException if it is something else, or one of the five is missing
     */
    public static ShopAddresses parse(String text) {
        var uris = new EnumMap<Service, URI>(Service.class);
        for (String part : text.split(",", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException("'" + part + "' is no address. Write service=http://host:port.");
            }
            uris.put(Service.labelled(pair[0]), URI.create(pair[1]));
        }
        return new ShopAddresses(uris);
    }

    /** The call of an operation; a <code>{key}</code> in its path is filled in by Baton. */
    HttpCall callOf(Operation operation) {
        return new HttpCall(operation.method(), uris.get(operation.service()) + operation.path(), Map.of());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return String.join(
                ",",
                uris.entrySet().stream()
                        .map(entry -> entry.getKey().label() + "=" + entry.getValue())
                        .sorted()
                        .toList());
    }
}
