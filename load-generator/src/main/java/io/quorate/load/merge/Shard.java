package io.quorate.load.merge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One generator's share of a run, as it told it.
 *
 * @param label for example {@code 2/3}; empty if the run is no shard
 * @param number from 1, 0 if the run is no shard
 * @param of how many shards the run has, 0 if the run is no shard
 * @param folder where the shard was
 * @param json its {@code run.json}, without what is the same for all
 */
record Shard(String label, int number, int of, String folder, JsonObject json) {

    static final String MEMBER = "shard";
    static final String LIST = "shards";
    static final String PROBLEMS = "problems";
    private static final String FOLDER = "folder";
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");

    /** Those that a run has: one, or if it was merged, those that it was merged from. */
    static List<Shard> of(final RecordedRun run) {
        final List<Shard> shards = new ArrayList<>();
        for (final JsonElement merged : Members.array(run.json(), LIST)) {
            final JsonObject json = merged.getAsJsonObject().deepCopy();
            final String label = Members.text(json, MEMBER);
            final String folder = Members.text(json, FOLDER);
            json.remove(MEMBER);
            json.remove(FOLDER);
            shards.add(of(label, folder, json));
        }
        if (shards.isEmpty()) {
            final JsonObject json = run.json().deepCopy();
            json.remove("schema");
            json.remove("version");
            json.remove("config");
            json.remove("tags");
            final String label = Members.text(Members.object(run.json(), "config"), MEMBER);
            shards.add(of(label, run.folder().toString(), json));
        }
        return shards;
    }

    /** Whether it was merged from others, so that its intervals are whole seconds. */
    static boolean isMerged(final RecordedRun run) {
        return run.json().has(LIST);
    }

    private static Shard of(final String label, final String folder, final JsonObject json) {
        if (label.isEmpty()) {
            return new Shard(label, 0, 0, folder, json);
        }
        final Matcher parts = FORM.matcher(label);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "shard=" + label + " in " + folder + " is not of the form 2/3: the run is damaged");
        }
        final int number = Integer.parseInt(parts.group(1));
        final int count = Integer.parseInt(parts.group(2));
        if (number > count) {
            throw new IllegalArgumentException(
                    "shard=" + label + " in " + folder + " must be 1/" + count + " to " + count + "/" + count);
        }
        return new Shard(label, number, count, folder, json);
    }

    /** For messages. */
    String name() {
        return label.isEmpty() ? folder : "shard " + label;
    }

    boolean isCutOff() {
        return Members.text(json, "state").equals("running");
    }

    /** Files that it could not write, and why, with its name. */
    List<String> problems() {
        final List<String> problems = new ArrayList<>();
        Members.array(json, PROBLEMS).forEach(problem -> problems.add(name() + ": " + problem.getAsString()));
        return problems;
    }
}
