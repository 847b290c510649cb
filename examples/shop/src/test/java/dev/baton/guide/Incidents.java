package dev.baton.guide;

import dev.baton.BatonClient;
import dev.baton.ExecutionId;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Operator.AnswerResult;
import dev.baton.Paging;
import dev.baton.Reason;
import java.util.List;

/** What a person decides. */
final class Incidents {

    private final BatonClient client;

    Incidents(BatonClient client) {
        this.client = client;
    }

    void answerOne() {
        // snippet: answer
        Incident incident = client.incidents(
                        IncidentFilter.defaults().execution(ExecutionId.of("order-42")), Paging.first(1))
                .items()
                .getFirst();
        client.answer(
                incident.seen(),
                IncidentAnswer.resolve(),
                new Reason("alice", "refunded by hand, transaction 4711 of the bank"));
        // end
    }

    List<AnswerResult> answerAll(Incident incident) {
        // snippet: bulk
        List<AnswerResult> would = client.dryRun(incident.cause(), IncidentAnswer.retry());
        if (would.stream().allMatch(result -> result.refused().isEmpty())) {
            client.answerAll(incident.cause(), IncidentAnswer.retry(), new Reason("alice", "payments is back"));
        }
        // end
        return would;
    }
}
