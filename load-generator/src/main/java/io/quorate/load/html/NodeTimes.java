package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the nodes of a run did: service times of each, when the quorum was decided (the k-th reply), and how much later the last reply came (the
 * straggler).
 */
final class NodeTimes {

    /** All lines of all nodes together have about this many points, so that many nodes do not make a huge file. */
    private static final int MOST_POINTS = 24_000;

    private static final int MOST_BINS = 300;
    private static final int FEWEST_BINS = 60;
    private static final Pattern NODE = Pattern.compile("node\\.(.+)\\.st\\.([a-z-]+)");
    private static final Pattern WHOLE = Pattern.compile("(quorum|straggler)\\.([a-z-]+)");
    private static final List<String> COUNTS = List.of(
            "replies",
            "failures",
            "timeouts",
            "lateReplies",
            "repairs",
            "shareSlowestInQuorum",
            "shareLast",
            "outageCount",
            "downNs");

    private NodeTimes() {}

    static JsonObject of(final RecordedRun run, final long originMs) {
        final JsonArray rows = new JsonArray();
        final List<String> tags = new ArrayList<>();
        for (final String tag : run.tags()) {
            final Matcher node = NODE.matcher(tag);
            if (node.matches()) {
                tags.add(tag);
                final JsonObject row = row(run, tag, node.group(2));
                row.addProperty("node", node.group(1));
                rows.add(row);
            }
        }
        final JsonArray quorums = new JsonArray();
        for (final String tag : run.tags()) {
            final Matcher whole = WHOLE.matcher(tag);
            if (whole.matches()) {
                final JsonObject row = row(run, tag, whole.group(2));
                row.addProperty("kind", whole.group(1));
                quorums.add(row);
            }
        }
        final JsonObject json = new JsonObject();
        json.add("rows", rows);
        json.add("quorums", quorums);
        json.add("facts", facts(run.json()));
        json.add("course", course(run, tags, originMs));
        return json;
    }

    private static JsonObject row(final RecordedRun run, final String tag, final String type) {
        final JsonObject row = new JsonObject();
        row.addProperty("type", type);
        row.add("times", TimesJson.of(run.total(tag), Long.MAX_VALUE));
        return row;
    }

    private static JsonObject course(final RecordedRun run, final List<String> tags, final long originMs) {
        final int most = Math.max(FEWEST_BINS, Math.min(MOST_BINS, MOST_POINTS / Math.max(1, tags.size())));
        final List<Interval> measured = Course.measured(run.intervals());
        final TimeBins bins = TimeBins.of(measured, most);
        final Map<String, TimeLine> lines = new TreeMap<>();
        if (bins.count() > 0) {
            tags.forEach(tag -> lines.put(tag, new TimeLine(bins)));
            for (final Interval interval : measured) {
                final int bin = bins.at((interval.startMs() + interval.endMs()) / 2);
                for (final String tag : interval.tags()) {
                    final TimeLine line = lines.get(tag);
                    if (line != null) {
                        line.add(bin, interval.times(tag));
                    }
                }
            }
        }
        final JsonArray series = new JsonArray();
        lines.forEach((tag, line) -> {
            final Matcher node = NODE.matcher(tag);
            if (node.matches()) {
                final JsonObject json = line.json();
                json.addProperty("node", node.group(1));
                json.addProperty("type", node.group(2));
                series.add(json);
            }
        });
        final JsonObject json = Course.edges(bins, originMs);
        json.add("series", series);
        return json;
    }

    /** What run.json says of each node. */
    private static JsonArray facts(final JsonObject run) {
        final JsonArray facts = new JsonArray();
        final JsonObject replicas = Members.object(run, "replicas");
        for (final JsonObject node : Members.objects(replicas, "nodes")) {
            final String name = Members.text(node, "name");
            if (name != null) {
                final JsonObject known = new JsonObject();
                known.addProperty("name", name);
                for (final String member : COUNTS) {
                    final Number number = Members.number(node, member);
                    if (number != null) {
                        known.addProperty(member, number);
                    }
                }
                facts.add(known);
            }
        }
        return facts;
    }
}
