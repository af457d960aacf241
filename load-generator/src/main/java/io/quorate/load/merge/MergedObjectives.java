package io.quorate.load.merge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.report.OperationSummary;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import java.util.ArrayList;
import java.util.List;

/** The objectives of a run, judged of all shards together: that each of them met a percentile says nothing of that of the whole. */
final class MergedObjectives {

    private static final String OPTION = "slo";

    private MergedObjectives() {}

    /**
     * What the run was to achieve.
     *
     * @param config its options
     * @throws IllegalArgumentException if an objective is none that this version knows; with a message for people
     */
    static List<Objective> of(final JsonObject config) {
        final List<Objective> objectives = new ArrayList<>();
        for (final JsonElement text : texts(config)) {
            try {
                objectives.addAll(Objective.parse(text.getAsString()));
            } catch (final IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--" + OPTION + "=" + text.getAsString()
                                + " of the shards is none that this version knows: merge by the version that made the run",
                        e);
            }
        }
        return List.copyOf(objectives);
    }

    private static Iterable<JsonElement> texts(final JsonObject config) {
        final JsonArray texts = Members.array(config, OPTION);
        final String single = Members.text(config, OPTION);
        if (!single.isEmpty()) {
            texts.add(single);
        }
        return texts;
    }

    /** Whether it is a failure of the run that not everything went well; of a run without objectives that is any operation that did not. */
    static boolean isMissed(
            final List<Objective> objectives,
            final List<ObjectiveResult> judged,
            final List<OperationSummary> operations) {
        return objectives.isEmpty()
                ? operations.stream().anyMatch(each -> each.failed() + each.unfinished() + each.unsent() > 0)
                : !judged.stream().allMatch(ObjectiveResult::passed);
    }

    static List<ObjectiveResult> judge(final List<Objective> objectives, final Observed observed) {
        return objectives.stream().map(objective -> objective.judge(observed)).toList();
    }
}
