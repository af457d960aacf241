package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files with a JSON object per line, such as {@code events.jsonl}; what cannot be read is left out. */
final class JsonLines {

    private static final String TIME = "t_s";
    private static final int MOST = 500;

    private JsonLines() {}

    /** What happened at which second of a run; what has no time is left out. */
    static JsonArray events(final List<String> lines) {
        final JsonArray events = new JsonArray();
        for (final String line : lines) {
            final JsonObject event = event(line);
            if (event != null && events.size() < MOST) {
                events.add(event);
            }
        }
        return events;
    }

    /** The lines of any such file, each as pairs of name and text, and how many there are beyond {@code most}. */
    static JsonObject any(final List<String> lines, final int most) {
        final JsonArray shown = new JsonArray();
        int count = 0;
        for (final String line : lines) {
            final JsonObject object = object(line);
            if (object != null) {
                count++;
                if (shown.size() < most) {
                    shown.add(Members.pairs(object));
                }
            }
        }
        final JsonObject json = new JsonObject();
        json.addProperty("count", count);
        json.add("shown", shown);
        return json;
    }

    private static @Nullable JsonObject event(final String line) {
        final JsonObject read = object(line);
        if (read == null) {
            return null;
        }
        final Number time = Members.number(read, TIME);
        if (time == null) {
            return null;
        }
        final JsonObject event = new JsonObject();
        event.addProperty("t", time.doubleValue());
        for (final String name : List.of("event", "node")) {
            final String text = Members.text(read, name);
            if (text != null) {
                event.addProperty(name, text);
            }
            read.remove(name);
        }
        read.remove(TIME);
        // The same once more.
        read.remove("epochMs");
        event.add("more", Members.pairs(read));
        return event;
    }

    /** Null for what is no object, as the last line of a run that was cut off. */
    static @Nullable JsonObject object(final String line) {
        try {
            final JsonElement element = JsonParser.parseString(line);
            return element.isJsonObject() ? element.getAsJsonObject() : null;
        } catch (final JsonParseException e) {
            return null;
        }
    }
}
