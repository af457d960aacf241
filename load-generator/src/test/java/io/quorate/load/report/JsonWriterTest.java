package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void shouldWriteWhatIsNested() {
        final Map<String, Object> all = new LinkedHashMap<>();
        all.put("map", Map.of("list", List.of(1L, 2.5, true, "x", List.of(), Map.of())));
        all.put("nothing", null);
        all.put("listed", Arrays.asList(null, 3));
        all.put("big", new BigDecimal("1E+3"));
        all.put("nan", Double.NaN);
        all.put("float", 0.5f);
        final String expected = "{\"map\":{\"list\":[1,2.5,true,\"x\",[],{}]},\"nothing\":null,\"listed\":[null,3],"
                + "\"big\":1000,\"nan\":null,\"float\":0.5}";

        assertEquals(expected, JsonWriter.onOneLine().any(all).toString());
        assertEquals(
                JsonParser.parseString(expected),
                JsonParser.parseString(new JsonWriter().any(all).toString()));
        assertEquals(
                expected.substring(1),
                JsonWriter.onOneLine()
                        .beginObject()
                        .members(all)
                        .endObject()
                        .toString()
                        .substring(1));
    }

    @Test
    void shouldWriteTextThatCanBeEncoded() {
        final String text = "\"\\\n\t\u0000 é \ud83d\ude00 half \ud83d";
        final String json = JsonWriter.onOneLine().value(text).toString();

        assertEquals(json, new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        assertEquals(text, JsonParser.parseString(json).getAsString());
    }
}
