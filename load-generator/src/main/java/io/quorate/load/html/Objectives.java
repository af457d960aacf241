package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.load.slo.Objective;
import io.quorate.load.workload.OperationType;
import org.jspecify.annotations.Nullable;

/** What a run should have reached, and whether it did; an objective for a percentile is also a place in the percentile chart. */
final class Objectives {

    private Objectives() {}

    static JsonArray of(final JsonObject run) {
        final JsonArray objectives = new JsonArray();
        for (final JsonObject told : Members.objects(run, "objectives")) {
            final String text = Members.text(told, "text");
            if (text != null) {
                objectives.add(objective(told, text));
            }
        }
        return objectives;
    }

    private static JsonObject objective(final JsonObject told, final String text) {
        final JsonObject objective = new JsonObject();
        objective.addProperty("text", text);
        objective.addProperty("passed", "true".equals(Members.text(told, "passed")));
        final String measured = Members.text(told, "measured");
        if (measured != null) {
            objective.addProperty("measured", measured);
        }
        final JsonObject place = place(text);
        if (place != null) {
            objective.add("place", place);
        }
        return objective;
    }

    /** Null for what is no percentile. */
    private static @Nullable JsonObject place(final String text) {
        final Objective objective;
        try {
            objective = Objective.parse(text).get(0);
        } catch (final IllegalArgumentException e) {
            // Of a later version, which knows more objectives.
            return null;
        }
        if (objective.kind() != Objective.Kind.TIME || objective.allowedShare() == 0) {
            return null;
        }
        final OperationType type = objective.type();
        final JsonObject place = new JsonObject();
        place.addProperty("type", type == null ? "" : type.label());
        place.addProperty("x", 1 / objective.allowedShare());
        place.addProperty("ns", objective.limitNs());
        return place;
    }
}
