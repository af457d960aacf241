package io.quorate.load.report;

import io.quorate.load.slo.ObjectiveResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows whether a run met its objectives: as lines for people, and as a member of {@code run.json}.
 *
 * <p><b>Threads.</b> Any.
 */
public final class ObjectiveText {

    private ObjectiveText() {}

    /**
     * Says it in words.
     *
     * @param results objective by objective
     * @return a line for each
     */
    public static List<String> lines(final List<ObjectiveResult> results) {
        final List<String> lines = new ArrayList<>();
        for (final ObjectiveResult result : results) {
            lines.add(
                    "slo " + result.objective() + ": " + (result.passed() ? "met, " : "MISSED, ") + result.measured());
        }
        return lines;
    }

    /**
     * Says it as JSON.
     *
     * @param results objective by objective
     * @return members, objective by objective
     */
    public static List<Map<String, Object>> members(final List<ObjectiveResult> results) {
        final List<Map<String, Object>> members = new ArrayList<>();
        for (final ObjectiveResult result : results) {
            final Map<String, Object> one = new LinkedHashMap<>();
            one.put("text", result.objective().text());
            one.put("passed", result.passed());
            one.put("measured", result.measured());
            one.put("misses", result.misses());
            one.put("total", result.total());
            members.add(one);
        }
        return members;
    }
}
