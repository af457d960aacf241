package io.quorate.load.compare;

import io.quorate.load.report.JsonWriter;
import java.nio.file.Path;
import java.util.List;

/** Shows a comparison to programs; the form is told by {@code schema} and grows by new members only. Threads: any. */
public final class ComparisonJson {

    private static final String SCHEMA = "quorate-compare/1";

    private ComparisonJson() {}

    /**
     * The comparison as JSON.
     *
     * @param comparison what was compared
     * @param base folders of the base side
     * @param candidate folders of the candidate's side
     * @param ignored what was held against the comparison, and overridden
     * @param exitCode what the program will say
     * @return one object; members without a value are left out
     */
    public static String of(
            final Comparison comparison,
            final List<Path> base,
            final List<Path> candidate,
            final List<String> ignored,
            final int exitCode) {
        final JsonWriter json = new JsonWriter().beginObject();
        json.name("schema").value(SCHEMA);
        json.name("exitCode").value(exitCode);
        json.name("regressions").value(comparison.count(Judgement.REGRESSION));
        json.name("inconclusive").value(comparison.count(Judgement.INCONCLUSIVE));
        json.name("confidence").value(comparison.confidence());
        runs(json, "base", base, comparison.base());
        runs(json, "candidate", candidate, comparison.candidate());
        json.name("mismatches").beginArray();
        ignored.forEach(json::value);
        json.endArray();
        json.name("metrics").beginArray();
        comparison.metrics().forEach(metric -> metric(json, metric));
        json.endArray();
        return json.endObject().toString();
    }

    private static void runs(
            final JsonWriter json, final String name, final List<Path> folders, final List<Integer> seconds) {
        json.name(name).beginArray();
        for (int i = 0; i < folders.size(); i++) {
            json.beginObject();
            json.name("folder").value(folders.get(i).toString());
            json.name("seconds").value(seconds.get(i));
            json.endObject();
        }
        json.endArray();
    }

    private static void metric(final JsonWriter json, final ComparedMetric metric) {
        json.beginObject();
        json.name("type").value(metric.type());
        json.name("metric").value(metric.metric().label());
        json.name("unit").value(metric.metric().isTime() ? "ns" : metric.metric() == Metric.THROUGHPUT ? "1/s" : "share");
        number(json, "base", metric.before());
        number(json, "candidate", metric.after());
        number(json, "change", metric.change());
        number(json, "least", metric.least());
        number(json, "most", metric.most());
        number(json, "tolerance", metric.tolerance());
        json.name("decides").value(metric.decides());
        json.name("verdict").value(metric.judgement().label());
        final String need = metric.need();
        if (need != null) {
            json.name("need").value(need);
        }
        json.endObject();
    }

    private static void number(final JsonWriter json, final String name, final double value) {
        if (!Double.isNaN(value) && !Double.isInfinite(value)) {
            json.name(name).value(value);
        }
    }
}
