package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a run should have reached, and whether it did; an objective for a percentile is also a place in the percentile chart. */
final class Objectives {

    private static final Pattern PERCENTILE =
            Pattern.compile("(?:.*?\\b([a-z]+):)?p(\\d{1,2}(?:\\.\\d+)?)\\s*<=?\\s*(\\d+(?:\\.\\d+)?)\\s*(us|ms|s)");

    private static final String MEMBER = "objectives";
    private static final List<String> TEXTS = List.of("objective", "text", "name");
    private static final List<String> STATES = List.of("met", "passed", "ok", "status", "result");
    private static final List<String> ACTUALS = List.of("actual", "value", "measured", "detail");
    private static final double HUNDRED = 100;

    private Objectives() {}

    static JsonArray of(final @Nullable JsonObject run) {
        final JsonArray objectives = new JsonArray();
        for (final JsonElement item : items(run)) {
            final JsonObject objective = item.isJsonObject() ? of(item.getAsJsonObject(), true) : stated(item);
            if (objective != null) {
                objectives.add(objective);
            }
        }
        return objectives;
    }

    /** A list, or an object that has them in a list or by their text. */
    private static JsonArray items(final @Nullable JsonObject run) {
        final JsonObject told = Members.object(run, MEMBER);
        if (told == null) {
            return Members.array(run, MEMBER);
        }
        final JsonArray items = new JsonArray();
        told.asMap().forEach((name, member) -> {
            if (member.isJsonArray()) {
                items.addAll(member.getAsJsonArray());
            } else if (member.isJsonObject()) {
                final JsonObject item = member.getAsJsonObject().deepCopy();
                if (first(item, TEXTS) == null) {
                    item.addProperty(TEXTS.get(0), name);
                }
                items.add(item);
            }
        });
        return items;
    }

    private static @Nullable JsonObject stated(final JsonElement item) {
        final JsonObject text = new JsonObject();
        text.add(TEXTS.get(0), item);
        return of(text, false);
    }

    private static @Nullable JsonObject of(final JsonObject item, final boolean hasState) {
        final String text = first(item, TEXTS);
        if (text == null) {
            return null;
        }
        final JsonObject objective = new JsonObject();
        objective.addProperty("text", text);
        if (hasState) {
            final String state = first(item, STATES);
            objective.addProperty("state", state == null ? "" : state);
        }
        final String actual = first(item, ACTUALS);
        if (actual != null) {
            objective.addProperty("actual", actual);
        }
        final Matcher percentile = PERCENTILE.matcher(text);
        if (percentile.matches()) {
            final JsonObject place = new JsonObject();
            place.addProperty("type", percentile.group(1) == null ? "" : percentile.group(1));
            place.addProperty("x", HUNDRED / (HUNDRED - Double.parseDouble(percentile.group(2))));
            place.addProperty("ns", Double.parseDouble(percentile.group(3)) * unitNs(percentile.group(4)));
            objective.add("place", place);
        }
        return objective;
    }

    private static @Nullable String first(final JsonObject item, final List<String> names) {
        for (final String name : names) {
            final String text = Members.text(item, name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static double unitNs(final String unit) {
        return switch (unit) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            default -> 1e9;
        };
    }
}
