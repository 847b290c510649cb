package dev.baton.torture;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.Account;
import dev.baton.shop.engine.Overview;
import dev.baton.torture.node.End;
import dev.baton.torture.node.NodeFigures;
import dev.baton.torture.node.TortureNode;
import dev.baton.torture.node.TortureNode.Ask;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Asks one node. Every method fails with an IOException while it does not answer. Thread-safe. */
final class NodeCaller {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** A frozen node answers nobody; whoever asks for little asks another one then. */
    private static final Duration COMMAND_MAX = Duration.ofSeconds(5);

    private static final Duration READING_MAX = Duration.ofSeconds(60);

    private final URI uri;

    NodeCaller(URI uri) {
        this.uri = uri;
    }

    /** An answer that is no success: the node said why. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, String text) {
            super("The node answered " + status + ": " + text);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    void start(Order order) throws IOException, InterruptedException {
        ask("/orders", order, COMMAND_MAX);
    }

    void startTalk(String id) throws IOException, InterruptedException {
        ask("/talks", new Ask(id, 0, ""), COMMAND_MAX);
    }

    void say(String id, int number, String text) throws IOException, InterruptedException {
        ask("/words", new Ask(id, number, text), COMMAND_MAX);
    }

    void startNap(String id) throws IOException, InterruptedException {
        ask("/naps", new Ask(id, 0, ""), COMMAND_MAX);
    }

    void freezeInNextCommit() throws IOException, InterruptedException {
        ask("/freeze", "", COMMAND_MAX);
    }

    NodeFigures figures() throws IOException, InterruptedException {
        return TortureNode.JSON.readValue(ask("/figures", "", COMMAND_MAX), NodeFigures.class);
    }

    NodeFigures figuresAfterCollection() throws IOException, InterruptedException {
        return TortureNode.JSON.readValue(ask("/figures-after-collection", "", COMMAND_MAX), NodeFigures.class);
    }

    /** Where all orders stand. */
    Overview overview() throws IOException, InterruptedException {
        return TortureNode.JSON.readValue(ask("/overview", "", READING_MAX), Overview.class);
    }

    /** All that Baton says of these orders. */
    Account claims(List<String> orders) throws IOException, InterruptedException {
        return TortureNode.JSON.readValue(ask("/claims", orders, READING_MAX), Account.class);
    }

    /** Where these executions stand, as far as they are known. */
    List<End> ends(List<String> ids) throws IOException, InterruptedException {
        return List.of(TortureNode.JSON.readValue(ask("/ends", ids, READING_MAX), End[].class));
    }

    /** Asks something else. */
    byte[] ask(String path, Object body, Duration bound) throws IOException, InterruptedException {
        byte[] json = TortureNode.JSON.writeValueAsBytes(body);
        var request = HttpRequest.newBuilder(uri.resolve(path))
                .timeout(bound)
                .POST(BodyPublishers.ofByteArray(json))
                .build();
        HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new RefusedException(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }
}
