package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectivesTest {

    @ParameterizedTest
    @CsvSource({"p99<10ms,'',100,10e6", "get:p99.9<50us,get,1000,50e3", "put:p50<2s,put,2,2e9", "p99.99<1.5ms,'',10000,1.5e6"})
    void shouldPlaceAPercentile(final String text, final String type, final double x, final double ns) {
        final JsonObject place = only(text).getAsJsonObject("place");

        assertEquals(type, place.get("type").getAsString());
        assertEquals(x, place.get("x").getAsDouble(), x * 1e-9);
        assertEquals(ns, place.get("ns").getAsDouble(), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors<0.1%", "max<1s", "throughput>950", "p100<1s", "p99<10", "<script>"})
    void shouldShowWithoutAPlaceWhatIsNoPercentile(final String text) {
        assertEquals(text, only(text).get("text").getAsString());
        assertFalse(only(text).has("place"));
    }

    @Test
    void shouldTellWhetherItWasMet() {
        final JsonArray objectives = Objectives.of(JsonParser.parseString(
                        "{\"objectives\": [{\"objective\": \"p99<5ms\", \"measured\": \"7.1 ms\", \"passed\": false, \"misses\": 3}]}")
                .getAsJsonObject());

        final JsonObject objective = objectives.get(0).getAsJsonObject();
        assertEquals("false", objective.get("state").getAsString());
        assertEquals("7.1 ms", objective.get("actual").getAsString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"passed\": false, \"results\": [{\"objective\": \"max<1s\", \"passed\": true}]}",
                "{\"max<1s\": {\"passed\": true}}"
            })
    void shouldReadObjectivesWithinAnObject(final String objectives) {
        final JsonArray read = Objectives.of(
                JsonParser.parseString("{\"objectives\": " + objectives + "}").getAsJsonObject());

        assertEquals("[{\"text\":\"max<1s\",\"state\":\"true\"}]", read.toString());
    }

    private static JsonObject only(final String text) {
        final JsonObject run = new JsonObject();
        final JsonArray objectives = new JsonArray();
        objectives.add(text);
        run.add("objectives", objectives);
        return Objectives.of(run).get(0).getAsJsonObject();
    }
}
