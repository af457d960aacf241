package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads members of JSON that may be missing, or of another kind than expected: both count as missing. */
final class Members {

    private Members() {}

    static @Nullable JsonObject object(final @Nullable JsonObject parent, final String name) {
        final JsonElement member = parent == null ? null : parent.get(name);
        return member != null && member.isJsonObject() ? member.getAsJsonObject() : null;
    }

    static JsonArray array(final @Nullable JsonObject parent, final String name) {
        final JsonElement member = parent == null ? null : parent.get(name);
        return member != null && member.isJsonArray() ? member.getAsJsonArray() : new JsonArray();
    }

    static List<JsonObject> objects(final @Nullable JsonObject parent, final String name) {
        final List<JsonObject> objects = new ArrayList<>();
        for (final JsonElement item : array(parent, name)) {
            if (item.isJsonObject()) {
                objects.add(item.getAsJsonObject());
            }
        }
        return objects;
    }

    static @Nullable String text(final @Nullable JsonObject parent, final String name) {
        final JsonElement member = parent == null ? null : parent.get(name);
        return member == null ? null : text(member);
    }

    /** Numbers as they are written, lists by commas, objects by their members. */
    static @Nullable String text(final JsonElement value) {
        if (value.isJsonNull()) {
            return null;
        }
        if (value.isJsonPrimitive()) {
            final String text = value.getAsString();
            final boolean isWhole = value.getAsJsonPrimitive().isNumber() && text.endsWith(".0");
            return isWhole ? text.substring(0, text.length() - 2) : text;
        }
        if (value.isJsonArray()) {
            final List<String> items = new ArrayList<>();
            for (final JsonElement item : value.getAsJsonArray()) {
                items.add(String.valueOf(text(item)));
            }
            return String.join(", ", items);
        }
        final List<String> members = new ArrayList<>();
        value.getAsJsonObject().asMap().forEach((name, member) -> members.add(name + " " + text(member)));
        return String.join(", ", members);
    }

    static @Nullable Number number(final @Nullable JsonObject parent, final String name) {
        final JsonElement member = parent == null ? null : parent.get(name);
        return member != null
                        && member.isJsonPrimitive()
                        && member.getAsJsonPrimitive().isNumber()
                ? member.getAsNumber()
                : null;
    }

    private static boolean isEmpty(final JsonElement value) {
        return (value.isJsonArray() && value.getAsJsonArray().isEmpty())
                || (value.isJsonObject() && value.getAsJsonObject().isEmpty());
    }

    /** Pairs of name and text; without lists and objects that are empty. */
    static JsonArray pairs(final @Nullable JsonObject members) {
        final JsonArray pairs = new JsonArray();
        if (members != null) {
            members.asMap().forEach((name, value) -> {
                final String text = isEmpty(value) ? null : text(value);
                if (text != null) {
                    final JsonArray pair = new JsonArray();
                    pair.add(name);
                    pair.add(text);
                    pairs.add(pair);
                }
            });
        }
        return pairs;
    }
}
