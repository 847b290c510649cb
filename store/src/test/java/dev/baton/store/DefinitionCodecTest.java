package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionCodecTest {
    private static final String JSON = """
        {"name":"refund","version":3,"root":{"start":"charge","nodes":[{"type":"task","name":"charge",\
        "task":"charge","call":{"type":"http","method":"POST","url":"http://payment/charges",\
        "headers":{"a":"1","b":"2"}},"role":"PIVOT","input":{"type":"computed","reads":[{"type":"saga-input"}],\
        "code":"charge.input"},"rules":{"retry":{"first":"PT1S","factor":2.0,"pauseMax":"PT1M","attemptsMax":5},\
        "timeout":"PT10S"}}],"result":{"type":"result-of","node":"charge"}},"deadline":"PT48H"}\
        """;

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 200), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDefinitionComesBackAsItWas(long seed) {
        Definition definition = new RandomRecords(seed).record(Definition.class);
        byte[] json = DefinitionCodec.encode(definition);
        assertThat(DefinitionCodec.decode(json)).isEqualTo(definition);
        assertThat(DefinitionCodec.encode(DefinitionCodec.decode(json))).isEqualTo(json);
        assertThat(DefinitionCodec.hash(definition)).isEqualTo(DefinitionCodec.hash(definition.withVersion(77)));
    }

    @Test
    void theJsonStaysAsItIs() {
        Definition definition = refund("http://payment/charges");
        assertThat(new String(DefinitionCodec.encode(definition), StandardCharsets.UTF_8))
                .isEqualTo(JSON);
        assertThat(DefinitionCodec.decode(JSON.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(definition);
    }

    @Test
    void anotherStructureHasAnotherHash() {
        assertThat(DefinitionCodec.hash(refund("http://payment/charges")))
                .isNotEqualTo(DefinitionCodec.hash(refund("http://payment/charge")));
    }

    @Test
    void aQueueIsPartOfTheStructureAndItsAbsenceLeavesTheJsonAsItWas() {
        Definition plain = refund("http://payment/charges");
        String json = JSON.replace("\"timeout\":\"PT10S\"}", "\"timeout\":\"PT10S\"},\"queue\":\"gpu\"");
        Definition queued = decode(json);
        assertThat(((Node.Task) queued.root().nodes().getFirst()).queue()).contains("gpu");
        assertThat(new String(DefinitionCodec.encode(queued), StandardCharsets.UTF_8))
                .isEqualTo(json);
        assertThat(DefinitionCodec.hash(queued)).isNotEqualTo(DefinitionCodec.hash(plain));
    }

    @Test
    void whatANewerVersionWroteIsRefusedAsSuch() {
        assertThatThrownBy(() -> decode(JSON.replace("\"type\":\"task\"", "\"type\":\"rule\"")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no kind of Node is called 'rule'")
                .hasMessageContaining("[BATON-520]");
        assertThatThrownBy(() -> decode(JSON.replace("\"deadline\"", "\"dawnline\"")))
                .hasMessageContaining("Definition has no [dawnline] here");
        assertThatThrownBy(() -> decode(JSON.replace("PIVOT", "TURN")))
                .hasMessageContaining("no Role is called 'TURN'");
    }

    @Test
    void whatIsDamagedIsAnError() {
        for (int length = 0; length < JSON.length(); length++) {
            String cut = JSON.substring(0, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(UnreadableRecordException.class);
        }
        assertThatThrownBy(() -> decode(JSON + "{}")).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> decode(JSON.replace("PT48H", "soon"))).hasMessageContaining("soon is no");
        assertThatThrownBy(() -> decode(JSON.replace("\"version\":3", "\"version\":\"3\"")))
                .isInstanceOf(UnreadableRecordException.class);
    }

    private static Definition decode(String json) {
        return DefinitionCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Definition refund(String url) {
        var rules = new Node.Rules(
                Retry.defaults(),
                Duration.ofSeconds(10),
                Optional.empty(),
                Duration.ZERO,
                false,
                Optional.empty(),
                Optional.empty());
        var charge = new Node.Task(
                "charge",
                Optional.empty(),
                "charge",
                new Call.Http("POST", url, Map.of("b", "2", "a", "1")),
                Role.PIVOT,
                new Mapping.Computed(List.of(new Mapping.SagaInput()), "charge.input"),
                rules,
                Optional.empty(),
                false,
                List.of(),
                Optional.empty());
        var root = new Scope(Optional.of("charge"), List.of(charge), new Mapping.ResultOf("charge"));
        return new Definition("refund", 3, root, Optional.of(Duration.ofDays(2)), Duration.ZERO, Optional.empty());
    }
}
