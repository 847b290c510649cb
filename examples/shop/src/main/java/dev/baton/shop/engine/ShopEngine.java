package dev.baton.shop.engine;

import dev.baton.engine.Baton;
import dev.baton.shop.process.JavaProgram;
import dev.baton.shop.saga.OrderSaga;
import dev.baton.shop.saga.ShopAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program around the engine. Prints one line with its address when it is ready, and ends when its standard input ends, so
 * it never outlives the process that started it.
 */
@Command(
        name = "shop-engine",
        description = "The engine that places the shop's orders.",
        mixinStandardHelpOptions = true)
public final class ShopEngine implements Callable<Integer> {
    @Option(names = "--store", required = true, description = "jdbc:sqlite:file, or jdbc:postgresql:…#schema")
    private String store = "";

    @Option(names = "--shop", required = true, description = "order=http://…,inventory=…,payment=…,shipping=…,mail=…")
    private String shop = "";

    private final PrintStream ready;
    private final InputStream life;

    private ShopEngine(PrintStream ready, InputStream life) {
        this.ready = ready;
        this.life = life;
    }

    /** Runs the engine until its standard input ends. */
    public static void main(String[] arguments) {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else answers wait up to 40 ms for an ACK
        PrintStream ready = System.out;
        System.setOut(System.err); // nobody reads the output after the ready line
        System.exit(new CommandLine(new ShopEngine(ready, System.in)).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        var saga = OrderSaga.at(ShopAddresses.parse(shop));
        try (var where = StoreAddress.open(store);
                Baton baton = Baton.builder().store(where).register(saga).start();
                var desk = EngineDesk.open(baton.client(), saga)) {
            ready.println("engine " + JavaProgram.READY + desk.uri());
            ready.flush();
            life.transferTo(PrintStream.nullOutputStream());
        }
        return 0;
    }
}
