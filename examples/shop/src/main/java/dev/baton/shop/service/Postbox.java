package dev.baton.shop.service;

import dev.baton.shop.contract.EffectKind;
import dev.baton.shop.contract.Mail;
import dev.baton.shop.contract.SentMail;
import dev.baton.shop.ledger.LedgerWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The mail service. It does not look at keys: each call is a mail. Only its ledger notes them. */
final class Postbox implements Work {
    private static final String CREATE = """
        create table if not exists mails (
            id integer primary key,
            business_order text not null,
            customer text not null,
            text text not null
        )\
        """;

    private static final String INSERT = "insert into mails (business_order, customer, text) values (?, ?, ?)";

    private final LedgerWriter ledger = new LedgerWriter();

    @Override
    public void createTables(Connection connection) throws SQLException {
        Rows.create(connection, CREATE);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
        Mail mail = Json.read(request.body(), Mail.class);
        if (request.refuse()) {
            return Answer.problem(422, "The mailbox of '" + mail.customer() + "' takes no mail.");
        }
        long id = Rows.insert(connection, INSERT, mail.order(), mail.customer(), mail.text());
        ledger.effect(
                connection,
                request.call(),
                request.operation(),
                EffectKind.MAIL_SENT,
                request.key(),
                mail.order(),
                Optional.empty());
        return Answer.ok(new SentMail("M-" + id));
    }
}
