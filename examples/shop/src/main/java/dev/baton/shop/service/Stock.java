package dev.baton.shop.service;

import dev.baton.shop.contract.Goods;
import dev.baton.shop.contract.Reservation;
import java.sql.Connection;
import java.sql.SQLException;

/** The business of the inventory: of each item there is a number, first {@value #PIECES_AT_FIRST}. */
final class Stock implements Business<Goods> {
    private static final int PIECES_AT_FIRST = 1_000_000;

    private static final String CREATE_STOCK =
            "create table if not exists stock (item text primary key, pieces integer not null) without rowid";

    private static final String CREATE_RESERVATIONS = """
        create table if not exists reservations (
            id integer primary key,
            key text not null unique,
            business_order text not null,
            item text not null,
            quantity integer not null,
            released integer not null default 0
        )\
        """;

    private static final String STOCK_UP = "insert into stock (item, pieces) values (?, ?) on conflict do nothing";

    private static final String TAKE = "update stock set pieces = pieces - ?1 where item = ?2 and pieces >= ?1";

    private static final String INSERT =
            "insert into reservations (key, business_order, item, quantity) values (?, ?, ?, ?)";

    private static final String RELEASE = "update reservations set released = 1 where key = ? and released = 0";

    private static final String PUT_BACK = """
        update stock set pieces = pieces + r.quantity
        from reservations r where r.key = ? and r.item = stock.item\
        """;

    @Override
    public Class<Goods> input() {
        return Goods.class;
    }

    @Override
    public String orderOf(Goods goods) {
        return goods.order();
    }

    @Override
    public void createTables(Connection connection) throws SQLException {
        Rows.create(connection, CREATE_STOCK);
        Rows.create(connection, CREATE_RESERVATIONS);
    }

    @Override
    public Outcome perform(Connection connection, String key, Goods goods) throws SQLException {
        Rows.change(connection, STOCK_UP, goods.item(), PIECES_AT_FIRST);
        if (Rows.change(connection, TAKE, goods.quantity(), goods.item()) == 0) {
            return new Outcome.Refused("There are fewer than " + goods.quantity() + " of '" + goods.item() + "'.");
        }
        long id = Rows.insert(connection, INSERT, key, goods.order(), goods.item(), goods.quantity());
        return new Outcome.Did(new Reservation("R-" + id));
    }

    @Override
    public void undo(Connection connection, String key) throws SQLException {
        Rows.changeOne(connection, RELEASE, key);
        Rows.changeOne(connection, PUT_BACK, key);
    }
}
