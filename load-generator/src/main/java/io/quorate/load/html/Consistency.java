package io.quorate.load.html;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the check of answers under load found, if there was one. */
final class Consistency {

    private static final List<String> MEMBERS = List.of("check", "consistency");
    private static final String VIOLATIONS = "violations";
    private static final String OFF = "off";

    private Consistency() {}

    /** Adds a member {@code consistency} if answers were checked: how many violations, and what else is told. */
    static void add(final JsonObject run, final JsonObject data) {
        for (final String member : MEMBERS) {
            final JsonObject told = Members.object(run, member);
            if (told != null && !OFF.equalsIgnoreCase(Members.text(told, "mode"))) {
                final JsonObject consistency = new JsonObject();
                consistency.addProperty(VIOLATIONS, count(told.get(VIOLATIONS)));
                consistency.add("facts", Members.pairs(told));
                data.add("consistency", consistency);
                return;
            }
        }
    }

    /** A number, numbers by kind, or a list of violations. */
    private static long count(final @Nullable JsonElement violations) {
        if (violations == null) {
            return 0;
        }
        if (violations.isJsonArray()) {
            return violations.getAsJsonArray().size();
        }
        if (violations.isJsonObject()) {
            long sum = 0;
            for (final Map.Entry<String, JsonElement> kind :
                    violations.getAsJsonObject().entrySet()) {
                sum += count(kind.getValue());
            }
            return sum;
        }
        return violations.isJsonPrimitive() && violations.getAsJsonPrimitive().isNumber() ? violations.getAsLong() : 0;
    }
}
