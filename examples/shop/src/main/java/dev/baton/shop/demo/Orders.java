package dev.baton.shop.demo;

import dev.baton.shop.contract.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** What the customers of the demo order. The same seed gives the same orders. */
public final class Orders {
    private static final List<String> CUSTOMERS =
            List.of("ada", "ben", "chloe", "dev", "emil", "fatima", "grace", "hugo", "ines", "jonas", "kira", "liam");
    private static final List<String> ITEMS =
            List.of("teapot", "lamp", "notebook", "umbrella", "chair", "kettle", "clock", "scarf");
    private static final List<String> STREETS = List.of("Mill Lane", "Station Road", "High Street", "Church Hill");
    private static final int PIECES_MAX = 3;
    private static final int HOUSES = 120;

    private Orders() {}

    /** So many of them. */
    public static List<Order> drawn(long seed, int number) {
        var random = new SplittableRandom(seed);
        var orders = new ArrayList<Order>(number);
        for (int i = 1; i <= number; i++) {
            int pieces = 1 + random.nextInt(PIECES_MAX);
            orders.add(new Order(
                    String.format(Locale.ROOT, "order-%04d", i),
                    one(CUSTOMERS, random),
                    one(ITEMS, random),
                    pieces,
                    pieces * (500L + random.nextInt(9_500)),
                    1 + random.nextInt(HOUSES) + " " + one(STREETS, random)));
        }
        return orders;
    }

    private static String one(List<String> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }
}
