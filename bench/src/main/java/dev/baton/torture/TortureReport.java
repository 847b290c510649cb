package dev.baton.torture;

import java.util.LinkedHashMap;
import java.util.stream.Collectors;

/** The line of JSON at the end. */
final class TortureReport {
    private TortureReport() {}

    static String json(TortureCase torture, Arena arena, Findings findings, Inquest.Ends ends) {
        var values = new LinkedHashMap<String, Object>();
        values.put("case", torture.name());
        values.put("seed", arena.setting().seed());
        values.put("seconds", arena.setting().length().toSeconds());
        values.put("sagas", ends.sagas());
        values.put("completed", ends.completed());
        values.put("compensated", ends.compensated());
        values.put("incidents", ends.incidents());
        values.put("lost", findings.lost().size());
        values.put("doubled", findings.doubled().size());
        values.put("kills", arena.kills());
        values.put("refused_commits", arena.nodes().sum(figures -> figures.refused()));
        values.put("takeover_p99_ms", arena.takeoverP99().orElse(0L));
        values.put("errors", findings.errors().size());
        values.put("takeovers", arena.partitions().takeovers().size());
        values.put("faults", arena.faults());
        values.putAll(findings.counts());
        return values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\":"
                        + (value.getValue() instanceof String text ? "\"" + text + "\"" : value.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
