package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, as JSON. All times come from the histograms at full resolution, so that they are those of {@code hist.hlog}; what only
 * the run itself knew comes from {@code run.json}.
 *
 * <p><b>Units.</b> Nanoseconds; seconds since the start of the run. <b>Errors.</b> Nothing that is missing is one.
 */
final class ReportData {

    private static final int MOST_VIOLATIONS = 50;
    /** Values of the option that makes a closed loop, by which it makes none. */
    private static final Set<String> OPEN = Set.of("", "0", "false", "off");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

    private ReportData() {}

    static JsonObject of(final RecordedRun run, final Path folder) throws IOException {
        final JsonObject json = run.json();
        final RunFiles files = new RunFiles(folder);
        final long originMs = originMs(run);
        final JsonObject data = new JsonObject();
        data.addProperty(
                "title", "Quorate run " + folder.toAbsolutePath().normalize().getFileName());
        data.addProperty("folder", folder.toString());
        for (final String name : new String[] {"schema", "state", "version", "startedAt", "endedAt"}) {
            final String text = Members.text(json, name);
            if (text != null) {
                data.addProperty(name, text);
            }
        }
        for (final String name : new String[] {"verdict", "load", "generator", "keySkew"}) {
            final JsonObject member = Members.object(json, name);
            if (member != null) {
                data.add(name, member);
            }
        }
        data.add("loop", loop(json));
        data.addProperty(
                "command",
                "quorate run --config " + quoted(folder.resolve("run.json").toString()));
        data.add("objectives", Objectives.of(json));
        Consistency.add(json, data);
        data.add("violations", JsonLines.any(files.lines("violations.jsonl"), MOST_VIOLATIONS));
        data.add("problems", Members.array(json, "problems"));
        data.add("config", Members.pairs(Members.object(json, "config")));
        operations(run, data);
        data.add("course", Course.of(run.intervals()).json(originMs));
        data.add("timeline", TimelineFile.read(files.lines("timeline.csv")));
        data.add("events", JsonLines.events(files.lines("events.jsonl")));
        data.add("nodes", NodeTimes.of(run, originMs));
        data.add("environment", Members.pairs(environment(json, files)));
        data.add("client", Members.pairs(Members.object(json, "client")));
        data.add("files", files.json(Members.object(json, "files")));
        return data;
    }

    /** That of {@code env.json}, which tells more. */
    private static @Nullable JsonObject environment(final JsonObject run, final RunFiles files) throws IOException {
        final JsonObject file = JsonLines.object(String.join("\n", files.lines("env.json")));
        return file == null ? Members.object(run, "environment") : file;
    }

    private static JsonObject loop(final JsonObject run) {
        final JsonObject config = Members.object(run, "config");
        final JsonObject loop = new JsonObject();
        final String closed = Members.text(config, "closed");
        loop.addProperty("closed", closed != null && !OPEN.contains(closed));
        return loop;
    }

    /** For a shell. */
    private static String quoted(final String path) {
        return PLAIN.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static void operations(final RecordedRun run, final JsonObject data) {
        final PercentileCurve curves = new PercentileCurve();
        final JsonArray operations = new JsonArray();
        for (final String type : types(run)) {
            final OperationTimes times = OperationTimes.of(run, type);
            operations.add(operation(run.json(), times));
            curves.add(type, "response", times.response());
            curves.add(type, "service", times.service());
        }
        data.add("operations", operations);
        data.add("curves", curves.json());
    }

    /** Those that the run was asked for, also if none came, and those that there are times of. */
    private static Set<String> types(final RecordedRun run) {
        final Set<String> types = new LinkedHashSet<>();
        for (final JsonObject operation : Members.objects(run.json(), "operations")) {
            final String type = Members.text(operation, "type");
            if (type != null) {
                types.add(type);
            }
        }
        for (final String tag : run.tags()) {
            final TagName name = TagName.of(tag);
            if (name != null) {
                types.add(name.type());
            }
        }
        return types;
    }

    private static JsonObject operation(final JsonObject run, final OperationTimes times) {
        final JsonObject operation = new JsonObject();
        operation.addProperty("type", times.type());
        operation.addProperty("succeeded", times.succeeded());
        operation.addProperty("unfinished", times.unfinished());
        operation.addProperty("unsent", times.unsent());
        operation.add("response", TimesJson.of(times.response(), times.shortestOpenNs()));
        operation.add("service", TimesJson.of(times.service(), times.shortestOpenServiceNs()));
        final JsonObject told = told(run, times.type());
        for (final String name : new String[] {"ratePerSecond", "absent"}) {
            final Number number = Members.number(told, name);
            if (number != null) {
                operation.addProperty(name, number);
            }
        }
        final JsonArray failures = new JsonArray();
        times.failures().forEach((cause, failed) -> {
            final JsonObject failure = new JsonObject();
            failure.addProperty("cause", cause);
            failure.add("response", TimesJson.of(failed, Long.MAX_VALUE));
            for (final JsonObject each : Members.objects(told, "failures")) {
                final String example = Members.text(each, "example");
                if (cause.equals(Members.text(each, "cause")) && example != null) {
                    failure.addProperty("example", example);
                }
            }
            failures.add(failure);
        });
        operation.add("failures", failures);
        return operation;
    }

    /** What run.json says of a type; nothing if the run was cut off. */
    private static JsonObject told(final JsonObject run, final String type) {
        for (final JsonObject operation : Members.objects(run, "operations")) {
            if (type.equals(Members.text(operation, "type"))) {
                return operation;
            }
        }
        return new JsonObject();
    }

    /** The start of the run, or of its first interval if it cannot be read. */
    private static long originMs(final RecordedRun run) {
        final String startedAt = Members.text(run.json(), "startedAt");
        if (startedAt != null) {
            try {
                return Instant.parse(startedAt).toEpochMilli();
            } catch (final DateTimeException e) {
                // Told by the intervals, if there are any.
            }
        }
        return run.intervals().stream().mapToLong(Interval::startMs).min().orElse(0);
    }
}
