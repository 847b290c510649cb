package dev.baton.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Engines in processes of their own, on one store, each with its part of the load. Used by one thread. */
final class BenchNodes implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(40);

    private final List<Node> nodes = new ArrayList<>();

    private record Node(Process process, BufferedReader out) {
        void say(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException("An engine of the bench has ended; it said why above.", e);
            }
        }

        String hear() {
            try {
                String line = out.readLine();
                if (line == null) {
                    throw new IllegalStateException("An engine of the bench has ended; it said why above.");
                }
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts so many, and returns when they take sagas. */
    static BenchNodes start(int number, String address, Workload workload) throws IOException {
        var nodes = new BenchNodes();
        for (int i = 1; i <= number; i++) {
            nodes.nodes.add(start(address, workload, "node-" + i + "-" + System.currentTimeMillis() + "-"));
        }
        nodes.nodes.forEach(Node::hear); // ready
        return nodes;
    }

    private static Node start(String address, Workload workload, String prefix) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BenchNode.class.getName(),
                address,
                workload.name(),
                prefix);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Node(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** One run on all of them at once; as if it had been one engine. */
    Load.Measured run(int inFlight, Duration duration) {
        for (int i = 0; i < nodes.size(); i++) {
            int part = inFlight / nodes.size() + (i < inFlight % nodes.size() ? 1 : 0);
            nodes.get(i).say("run " + Math.max(1, part) + " " + duration.toMillis());
        }
        long refused = 0;
        double seconds = 0;
        var latency = new Histogram(3);
        for (Node node : nodes) {
            String[] words = node.hear().split(" ", -1);
            seconds = Math.max(seconds, Double.parseDouble(words[0]));
            refused += Long.parseLong(words[1]);
            latency.add(unpacked(words[2]));
        }
        return new Load.Measured(latency.getTotalCount(), seconds, latency, refused);
    }

    private static Histogram unpacked(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalStateException("Bug: an engine of the bench said something else.", e);
        }
    }

    /** Of all of them together. */
    Counters counters() {
        nodes.forEach(node -> node.say("counters"));
        return nodes.stream()
                .map(node -> Counters.parse(node.hear().split(" ", -1), 0))
                .reduce(Counters.NONE, Counters::plus);
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            node.process().getOutputStream().close();
        }
        for (Node node : nodes) {
            try {
                node.process().waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                node.process().destroyForcibly();
            }
        }
    }
}
