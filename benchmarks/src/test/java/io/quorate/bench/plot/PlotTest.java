package io.quorate.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.Json;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PlotTest {

    @Test
    void shouldDrawABarForEachSideWhenThroughputWasMeasured() throws Exception {
        final String results = results(
                "throughput", List.of(throughput("tuned-unary", 100, 5_000), throughput("bare-tcp", 100, 300_000)));
        final Map<String, String> files = Plot.draw(List.of(results));
        assertEquals(Set.of("client-cpu-get.svg", "throughput-get.svg"), files.keySet());
        final Document chart = parse(files.get("throughput-get.svg"));
        // The sheet, two bars, two fields of the legend.
        assertEquals(5, chart.getElementsByTagName("rect").getLength());
        assertTrue(
                texts(chart).containsAll(List.of("tuned-unary", "bare-tcp", "5k", "300k", "16")),
                () -> "" + texts(chart));
    }

    @Test
    void shouldDrawALineForEachSideWhenSeveralSizesWereMeasured() throws Exception {
        final Map<String, String> files = Plot.draw(List.of(results(
                "throughput",
                List.of(
                        throughput("quorate-stream", 100, 9_000),
                        throughput("quorate-stream", 1 << 20, 90),
                        throughput("quorate-unary", 100, 4_000),
                        throughput("quorate-unary", 1 << 20, 80)))));
        assertEquals(Set.of("value-size-get-16.svg"), files.keySet());
        final Document chart = parse(files.get("value-size-get-16.svg"));
        assertEquals(2, chart.getElementsByTagName("polyline").getLength());
        assertTrue(texts(chart).containsAll(List.of("100 B", "1 MiB")), () -> "" + texts(chart));
    }

    @Test
    void shouldDrawPercentilesWhenResponseTimesWereMeasured() throws Exception {
        final List<Object> percentiles = List.of(
                Map.of("percentile", 50.0, "us", 100.0),
                Map.of("percentile", 99.9, "us", 2_000.0),
                Map.of("percentile", 100.0, "us", 0.0));
        final Map<String, Object> row =
                Map.of("op", "put", "side", "a <b> & c", "ratePerSecond", 1_000.0, "percentiles", percentiles);
        final Map<String, String> files =
                Plot.draw(List.of(results("latency", List.of(row)), results("mixedLarge", List.of(row))));
        assertEquals(Set.of("latency-put.svg", "mixed-large-put.svg"), files.keySet());
        final Document chart = parse(files.get("latency-put.svg"));
        assertTrue(texts(chart).containsAll(List.of("50", "99.9", "max", "a <b> & c")), () -> "" + texts(chart));
    }

    @Test
    void shouldLeaveOutWhatFailedWhenDrawing() {
        final Map<String, Object> failed = Map.of("op", "get", "side", "bare-tcp", "failed", true);
        assertEquals(Map.of(), Plot.draw(List.of(results("throughput", List.of(failed)))));
    }

    @Test
    void shouldNameWhatIsMissingWhenTheFileIsSomethingElse() {
        final String results = results("throughput", List.of(Map.of("median", Map.of())));
        final IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> Plot.draw(List.of(results)));
        assertTrue(fault.getMessage().contains("is missing"), fault::getMessage);
    }

    @Test
    void shouldMarkDecadesWhenAnAxisSpansMany() {
        assertEquals(
                List.of(1e3, 1e4, 1e5, 1e6), Axis.around(1_500, 700_000, 0, 1).ticks());
        assertEquals(
                List.of(1e3, 2e3, 5e3, 1e4), Axis.around(1_500, 6_000, 0, 1).ticks());
        assertEquals(0.5, new Axis(1, 100, 0, 1).at(10), 1e-9);
        assertEquals(
                List.of("0.5", "12", "1.2k", "35k", "2M"),
                List.of(
                        Axis.shorten(0.5),
                        Axis.shorten(12),
                        Axis.shorten(1_200),
                        Axis.shorten(35_000),
                        Axis.shorten(2e6)));
    }

    private static String results(final String kind, final List<?> rows) {
        return Json.write(Map.of("about", Map.of(), kind, rows));
    }

    private static Map<String, Object> throughput(final String side, final int valueBytes, final double opsPerSecond) {
        final Map<String, Object> sample = Map.of("opsPerSecond", opsPerSecond, "clientCpuNsPerOp", 1e9 / opsPerSecond);
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("op", "get");
        row.put("side", side);
        row.put("inFlight", 16);
        row.put("valueBytes", valueBytes);
        row.put("replicas", 3);
        row.put("median", sample);
        row.put("samples", List.of(sample, sample));
        return row;
    }

    private static Document parse(final String svg) throws Exception {
        final DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(final Document chart) {
        final NodeList nodes = chart.getElementsByTagName("text");
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
