package dev.baton.bench;

import dev.baton.engine.Baton;
import dev.baton.shop.engine.StoreAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.LongAdder;

/**
 * One engine of several, in a process of its own. Says {@code ready}, and then answers lines: {@code run <in flight> <millis>}
 * and {@code counters}. Ends with its standard input.
 */
final class BenchNode {
    private BenchNode() {}

    /** Arguments: the store's address, the workload, and a prefix for ids. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("logback.configurationFile", "dev/baton/bench/logback.xml");
        PrintStream out = System.out;
        System.setOut(System.err);
        var workload = Workload.valueOf(arguments[1]);
        var undos = new LongAdder();
        var saga = workload.saga(undos);
        try (var store = new Roles(StoreAddress.open(arguments[0]), false);
                Baton baton = Baton.builder().store(store).register(saga).start();
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var load = new Load(baton.client(), workload, saga, undos, arguments[2]).among(store::owns);
            say(out, "ready");
            String line = in.readLine();
            while (line != null) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("run")) {
                    Load.Measured measured =
                            load.run(Integer.parseInt(words[1]), Duration.ofMillis(Long.parseLong(words[2])));
                    say(out, result(measured));
                } else {
                    say(out, Counters.of(store, undos.sum()).words());
                }
                line = in.readLine();
            }
        }
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        out.flush();
    }

    private static String result(Load.Measured measured) {
        ByteBuffer packed = ByteBuffer.allocate(measured.latency().getNeededByteBufferCapacity());
        int length = measured.latency().encodeIntoCompressedByteBuffer(packed);
        return measured.seconds() + " " + measured.refused() + " "
                + Base64.getEncoder().encodeToString(Arrays.copyOf(packed.array(), length));
    }
}
