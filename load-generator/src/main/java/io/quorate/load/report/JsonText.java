package io.quorate.load.report;

import java.util.Map;

/**
 * Writes maps as JSON.
 *
 * <p><b>Threads.</b> Any.
 */
public final class JsonText {

    private JsonText() {}

    /**
     * Writes an object.
     *
     * @param members names, and texts, numbers, booleans, lists or maps of such; anything else is written as its text
     * @return the object with two spaces of indent, and an end of line
     */
    public static String of(final Map<String, ?> members) {
        final JsonWriter json = new JsonWriter();
        write(json, members);
        return json.toString();
    }

    private static void write(final JsonWriter json, final Object value) {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            for (final Map.Entry<?, ?> member : map.entrySet()) {
                json.name(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.endObject();
        } else if (value instanceof Iterable<?> items) {
            json.beginArray();
            for (final Object item : items) {
                write(json, item);
            }
            json.endArray();
        } else if (value instanceof Boolean bool) {
            json.value(bool.booleanValue());
        } else if (value instanceof Double number) {
            json.value(number.doubleValue());
        } else if (value instanceof Number number) {
            json.value(number.longValue());
        } else {
            json.value(value.toString());
        }
    }
}
