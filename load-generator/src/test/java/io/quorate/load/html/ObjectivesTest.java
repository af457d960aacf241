package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectivesTest {

    @ParameterizedTest
    @CsvSource({
        "p99<10ms,'',100,10e6",
        "get:p99.9<50us,get,1000,50e3",
        "put:p50<2s,put,2,2e9",
        "p99.99<1.5ms,'',10000,1.5e6"
    })
    void shouldPlaceAPercentile(final String text, final String type, final double x, final double ns) {
        final JsonObject place = judged(text, true, "1 ms").getAsJsonObject("place");

        assertEquals(type, place.get("type").getAsString());
        assertEquals(x, place.get("x").getAsDouble(), x * 1e-9);
        assertEquals(ns, place.get("ns").getAsDouble(), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors<0.1%", "max<1s", "throughput>950"})
    void shouldShowWithoutAPlaceWhatIsNoPercentile(final String text) {
        final JsonObject shown = judged(text, true, "1");
        assertEquals(text, shown.get("text").getAsString());
        assertFalse(shown.has("place"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhetherItWasMet(final boolean passed) {
        final JsonObject objective = judged("p99<5ms", passed, "7.1 ms");

        assertEquals(passed, objective.get("passed").getAsBoolean());
        assertEquals("7.1 ms", objective.get("measured").getAsString());
    }

    @Test
    void shouldShowWhatALaterVersionAsksFor() {
        final JsonArray shown = Objectives.of(JsonParser.parseString(
                        "{\"objectives\": [{\"text\": \"outside-faults:p99<5ms\", \"passed\": true}, {}, 3]}")
                .getAsJsonObject());

        assertEquals("[{\"text\":\"outside-faults:p99<5ms\",\"passed\":true}]", shown.toString());
    }

    /** As {@code run.json} tells of it. */
    private static JsonObject judged(final String text, final boolean passed, final String measured) {
        final ObjectiveResult result = new ObjectiveResult(Objective.parse(text).get(0), measured, passed, 3, 1_000);
        final String run = new JsonWriter()
                .beginObject()
                .members(Map.of("objectives", ObjectiveText.members(List.of(result))))
                .endObject()
                .toString();
        return Objectives.of(JsonParser.parseString(run).getAsJsonObject())
                .get(0)
                .getAsJsonObject();
    }
}
