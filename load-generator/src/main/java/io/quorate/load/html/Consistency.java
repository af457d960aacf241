package io.quorate.load.html;

import com.google.gson.JsonObject;

/** What the check of answers under load found, if there was one. */
final class Consistency {

    private static final String VIOLATIONS = "violations";

    private Consistency() {}

    /** Adds a member {@code consistency} if answers were checked: how many violations, and what else is told. */
    static void add(final JsonObject run, final JsonObject data) {
        final JsonObject check = Members.object(run, "check");
        if (check != null) {
            final Number violations = Members.number(check, VIOLATIONS);
            final JsonObject consistency = new JsonObject();
            consistency.addProperty(VIOLATIONS, violations == null ? 0 : violations.longValue());
            consistency.add("facts", Members.pairs(check));
            data.add("consistency", consistency);
        }
    }
}
