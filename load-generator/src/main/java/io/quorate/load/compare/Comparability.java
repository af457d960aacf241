package io.quorate.load.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether runs differ in nothing but what shall be compared: the program, and the cluster's own state.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Comparability {

    /** Where things go, what is shown, how long it took, and where the servers are: how many there are counts. */
    private static final Set<String> FREE =
            Set.of("target", "out", "name", "progress", "quiet", "duration", "slo", "config", "prometheus", "otlp", "run-id");

    private static final List<String> MACHINE = List.of(
            "java", "vm", "jvm", "os", "kernel", "arch", "processors", "maxHeapBytes", "cpu", "cpuModel", "host", "gc");

    private static final String SEED = "seed";
    private static final List<String> ARRIVALS = List.of(SEED, "rate", "arrivals", "arrival", "closed");

    private Comparability() {}

    /**
     * What keeps runs from being compared.
     *
     * @param runs all runs of both sides
     * @return a line for people per difference or defect, none if they can be compared
     */
    public static List<String> objections(final List<RecordedRun> runs) {
        final List<String> objections = new ArrayList<>();
        runs.forEach(run -> defects(run, objections));
        final RecordedRun first = runs.get(0);
        for (final RecordedRun other : runs.subList(1, runs.size())) {
            differences(first, other, objections);
        }
        return objections;
    }

    private static void defects(final RecordedRun run, final List<String> objections) {
        final String state = text(run.json(), "state");
        if (!run.isComplete()) {
            objections.add(run.folder() + " is not complete: it was killed, or runs still");
        } else if (!state.equals("finished")) {
            objections.add(run.folder() + " is not complete: it was " + state);
        }
        final JsonElement verdict = run.json().get("verdict");
        if (verdict != null && verdict.isJsonObject()) {
            final String status = text(verdict.getAsJsonObject(), "status");
            if (status.equals("INVALID")) {
                objections.add(run.folder() + " is INVALID: its times say more about the generator than about the cluster");
            } else if (status.equals("NONE")) {
                objections.add(run.folder() + " has measured nothing");
            }
        }
    }

    private static void differences(final RecordedRun one, final RecordedRun other, final List<String> objections) {
        final JsonObject config = object(one.json(), "config");
        final JsonObject otherConfig = object(other.json(), "config");
        final SortedSet<String> names = new TreeSet<>(config.keySet());
        names.addAll(otherConfig.keySet());
        names.removeAll(FREE);
        for (final String name : names) {
            difference(one, other, "--" + name, shown(config.get(name)), shown(otherConfig.get(name)), objections);
        }
        difference(one, other, "servers", servers(config), servers(otherConfig), objections);
        final JsonObject machine = object(one.json(), "environment");
        final JsonObject otherMachine = object(other.json(), "environment");
        for (final String name : MACHINE) {
            difference(
                    one, other, name, shown(machine.get(name)), shown(otherMachine.get(name)), objections);
        }
    }

    private static void difference(
            final RecordedRun one,
            final RecordedRun other,
            final String name,
            final String value,
            final String otherValue,
            final List<String> objections) {
        if (!value.equals(otherValue)) {
            objections.add(name + ": " + value + " in " + one.folder() + ", " + otherValue + " in " + other.folder());
        }
    }

    /** Three nodes on this machine are not three elsewhere, and none in this program. */
    private static String servers(final JsonObject config) {
        final String target = config.has("target") ? shown(config.get("target")) : "";
        return target.contains(":") ? target.split(",", -1).length + " servers" : target;
    }

    /** Whether second {@code i} of every run had the same operations, as far as the schedule goes. */
    static boolean haveEqualArrivals(final List<RecordedRun> base, final List<RecordedRun> candidate) {
        final List<RecordedRun> all = new ArrayList<>(base);
        all.addAll(candidate);
        return object(all.get(0).json(), "config").has(SEED)
                && ARRIVALS.stream()
                        .allMatch(name -> all.stream()
                                        .map(run -> shown(object(run.json(), "config").get(name)))
                                        .distinct()
                                        .count()
                                == 1);
    }

    private static JsonObject object(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && member.isJsonObject() ? member.getAsJsonObject() : new JsonObject();
    }

    private static String text(final JsonObject parent, final String name) {
        final JsonElement member = parent.get(name);
        return member != null && member.isJsonPrimitive() ? member.getAsString() : "";
    }

    private static String shown(final @Nullable JsonElement value) {
        if (value == null || value.equals(JsonNull.INSTANCE)) {
            return "not set";
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
