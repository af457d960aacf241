package io.quorate.load.merge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.quorate.load.report.JsonWriter;
import java.util.Map;

/** Reads members that may be missing, and writes what was read. Threads: any. */
final class Members {

    private Members() {}

    /** Empty if it is missing. */
    static JsonObject object(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && member.isJsonObject() ? member.getAsJsonObject() : new JsonObject();
    }

    /** Empty if it is missing. */
    static JsonArray array(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && member.isJsonArray() ? member.getAsJsonArray() : new JsonArray();
    }

    /** Empty if it is missing. */
    static String text(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && member.isJsonPrimitive() ? member.getAsString() : "";
    }

    static double number(final JsonObject parent, final String name, final double otherwise) {
        final JsonElement member = parent.get(name);
        return member != null && isNumber(member) ? member.getAsDouble() : otherwise;
    }

    /** False if it is missing. */
    static boolean isTrue(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && isTrue(member);
    }

    private static boolean isTrue(final JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isBoolean() && element.getAsBoolean();
    }

    static boolean isNumber(final JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
    }

    /** Adds every number of an object to those of the same names. */
    static void addNumbers(final JsonObject sums, final JsonObject more) {
        for (final Map.Entry<String, JsonElement> member : more.entrySet()) {
            if (isNumber(member.getValue())) {
                final JsonElement before = sums.get(member.getKey());
                sums.add(member.getKey(), before == null ? member.getValue() : sum(before, member.getValue()));
            }
        }
    }

    /** Keeps the first text of a name, and whether any truth value of a name is true. */
    static void addWords(final JsonObject all, final JsonObject more) {
        for (final Map.Entry<String, JsonElement> member : more.entrySet()) {
            final JsonElement before = all.get(member.getKey());
            if (member.getValue().isJsonPrimitive() && (before == null || isTrue(member.getValue()))) {
                all.add(member.getKey(), member.getValue());
            }
        }
    }

    private static JsonPrimitive sum(final JsonElement one, final JsonElement other) {
        return isWhole(one) && isWhole(other)
                ? new JsonPrimitive(one.getAsLong() + other.getAsLong())
                : new JsonPrimitive(one.getAsDouble() + other.getAsDouble());
    }

    private static boolean isWhole(final JsonElement number) {
        return number.getAsString().chars().allMatch(c -> Character.isDigit(c) || c == '-');
    }

    /** Writes all members of an object into one that is open. */
    static void copy(final JsonWriter json, final JsonObject members) {
        for (final Map.Entry<String, JsonElement> member : members.entrySet()) {
            if (!member.getValue().isJsonNull()) {
                json.name(member.getKey());
                copy(json, member.getValue());
            }
        }
    }

    private static void copy(final JsonWriter json, final JsonElement value) {
        if (value.isJsonObject()) {
            json.beginObject();
            copy(json, value.getAsJsonObject());
            json.endObject();
        } else if (value.isJsonArray()) {
            json.beginArray();
            value.getAsJsonArray().forEach(item -> copy(json, item));
            json.endArray();
        } else if (isNumber(value)) {
            if (isWhole(value)) {
                json.value(value.getAsLong());
            } else {
                json.value(value.getAsDouble());
            }
        } else if (value.getAsJsonPrimitive().isBoolean()) {
            json.value(value.getAsBoolean());
        } else {
            json.value(value.getAsString());
        }
    }
}
