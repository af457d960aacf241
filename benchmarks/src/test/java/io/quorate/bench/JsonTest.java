package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void shouldReadWhatItWroteWhenAllKindsAreThere() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a \"b\" \\ \n \u0001 \u00e9");
        map.put("number", -1.5e-7);
        map.put("whole", 12.0);
        map.put("yes", true);
        map.put("no", false);
        map.put("rows", List.of(Map.of("a", 1.0), Map.of(), List.of(), List.of(1.0, 2.0)));
        assertEquals(map, Json.read(Json.write(map)));
    }

    @Test
    void shouldWriteOnOneLineWhenNothingIsNested() {
        assertEquals("{\"rows\": 3}\n", Json.write(Map.of("rows", 3)));
        assertEquals("[1.5, 2]\n", Json.write(List.of(1.5, 2)));
        assertEquals("[\n  [1]\n]\n", Json.write(List.of(List.of(1))));
    }

    @Test
    void shouldReadEscapesWhenOthersWroteThem() {
        assertEquals("/\t\u00e9", Json.read(" \"\\/\\t\\u00e9\" "));
    }

    @Test
    void shouldRefuseWhenTextIsNotJson() {
        for (final String text :
                List.of("", "{", "[1,]", "{\"a\" 1}", "\"a", "\"\\x\"", "\"\\u00g0\"", "\"\\u0", "tru", "1 2", "-")) {
            final IllegalArgumentException fault =
                    assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
            assertTrue(fault.getMessage().contains("at character"), fault::getMessage);
        }
    }

    @Test
    void shouldRefuseWhenJsonHasNoSuchValue() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    }
}
