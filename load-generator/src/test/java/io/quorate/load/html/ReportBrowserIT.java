package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.quorate.load.recorded.FileDigest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens reports in a real browser, on machines that have one. */
@Timeout(600)
class ReportBrowserIT {

    private static final long MS_NS = RunFolders.MS_NS;
    private static final int LIGHT_PAGE = 0xf4f6f8;
    private static final int LIGHT_BLUE = 0x0072b2;
    private static final int LIGHT_ORANGE = 0xd98200;
    private static final int DARK_PAGE = 0x0e1216;
    private static final int DARK_BLUE = 0x3f9fe0;
    private static final int DARK_ORANGE = 0xe69f00;
    private static final int PIXELS_OF_LINES = 1_000;

    @TempDir
    private Path temp;

    private Chromium chromium;

    @BeforeEach
    void findBrowser() {
        final Optional<Chromium> found = Chromium.find(temp);
        Assumptions.assumeTrue(
                found.isPresent(),
                "no Chromium on the path: install one (apt-get install chromium) to test reports in it");
        chromium = found.orElseThrow();
    }

    @Test
    void shouldDrawEveryChartWithoutErrorOrRequest() throws Exception {
        RunFolders.fullRun(temp.resolve("run"));
        final Chromium.Opened opened = opened(temp.resolve("run"));

        // Throughput, two of response times, in flight, two of the generator, percentiles, three nodes.
        assertSound(opened, 10);
        for (final String text : List.of(
                "SUSPECT",
                "1 % of the operations started more than 2.1 ms late",
                "get:p99&lt;5ms met (4.2 ms)",
                "put:p99.9&lt;20ms missed (151 ms)",
                "1 consistency violation",
                "9.6 %",
                "51.0 %",
                "no answer from n2 within 2 s",
                "kill",
                "38.0 %",
                "8.1 s, 1×",
                "<h3>n:2</h3>",
                "reads",
                "straggler",
                "p99.9 119.0, max 129.0 ms",
                "this program 27.3 %, machine busy 99.5 %, steal 0.0 %",
                "hgrm/x.hgrm: disk full",
                FileDigest.of(temp.resolve("run/timeline.csv")).sha256(),
                "Linux 6.1",
                "timeline.csv")) {
            assertTrue(opened.dom().contains(text), text);
        }
        assertEquals(10, opened.dom().split("<canvas", -1).length - 1);
        assertEquals(10, opened.dom().split("<summary>Data of this chart", -1).length - 1, "a table for each chart");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldShowLinesInTheColoursOfTheScheme(final boolean isDark) throws Exception {
        RunFolders.fullRun(temp.resolve("run"));
        HtmlReport.write(temp.resolve("run"));
        final BufferedImage image =
                ImageIO.read(chromium.screenshot(temp.resolve("run").resolve(HtmlReport.FILE), isDark)
                        .toFile());

        assertEquals(isDark ? DARK_PAGE : LIGHT_PAGE, image.getRGB(1, 1) & 0xffffff);
        final int blue = pixels(image, isDark ? DARK_BLUE : LIGHT_BLUE);
        final int orange = pixels(image, isDark ? DARK_ORANGE : LIGHT_ORANGE);
        assertTrue(blue > PIXELS_OF_LINES, blue + " pixels of lines of gets");
        assertTrue(orange > PIXELS_OF_LINES, orange + " pixels of lines of puts");
    }

    @Test
    void shouldShowARunThatWasCutOff() throws Exception {
        final RunFolders run = new RunFolders(temp.resolve("run"));
        run.times(0, "rt.get.ok", MS_NS);
        run.write(RunFolders.json("running", ""));
        final Chromium.Opened opened = opened(run.folder());

        assertSound(opened, 3);
        assertTrue(opened.dom().contains("NO VERDICT"));
        assertTrue(opened.dom().contains("The run was cut off, or goes on"));
        assertTrue(opened.dom().contains("This run has no times by node."));
    }

    @Test
    void shouldShowARunWithoutAnyOperation() throws Exception {
        final RunFolders run = new RunFolders(temp.resolve("run"));
        run.write(RunFolders.json("interrupted", "\"verdict\": {\"status\": \"NONE\", \"reasons\": []}"));
        final Chromium.Opened opened = opened(run.folder());

        assertSound(opened, 0);
        assertTrue(opened.dom().contains("No operation was recorded."));
        assertTrue(opened.dom().contains("There is nothing to draw"));
    }

    @Test
    void shouldShowARunInWhichEverythingFailed() throws Exception {
        final RunFolders run = new RunFolders(temp.resolve("run"));
        run.times(0, "rt.put.timeout", MS_NS, 2 * MS_NS).times(1, "rt.put.refused", MS_NS);
        run.write(RunFolders.json("finished", "\"operations\": [{\"type\": \"put\"}, {\"type\": \"get\"}]"));
        final Chromium.Opened opened = opened(run.folder());

        assertSound(opened, 1);
        assertTrue(opened.dom().contains("No operation succeeded, so that there is no curve to draw."));
    }

    @Test
    void shouldShowWhatIsKnownOfTheLatenessOfAMergedRun() throws Exception {
        final RunFolders run = new RunFolders(temp.resolve("run"));
        run.times(0, "rt.get.ok", MS_NS).times(0, "agent.1.rt.get.ok", MS_NS);
        run.write(RunFolders.json(
                "finished", "\"load\": {\"lateness\": {\"count\": 3, \"meanNs\": 2000000.0, \"maxNs\": 27000000}}"));
        final Chromium.Opened opened = opened(run.folder());

        assertTrue(opened.dom().contains(">max 27.00 ms<"), "start lateness");
        assertFalse(opened.dom().contains("agent.1"), "times of one generator are in the log only");
    }

    @Test
    void shouldShowHostileTextAsText() throws Exception {
        final String quoted = new Gson().toJson(RunFolders.HOSTILE);
        final RunFolders run = new RunFolders(temp.resolve("run"));
        run.times(0, "rt.get.ok", MS_NS).times(0, "rt.get.timeout", MS_NS);
        run.file("events.jsonl", "{\"t_s\": 0.5, \"event\": " + quoted + ", " + quoted + ": " + quoted + "}");
        run.file("timeline.csv", "elapsed_s,phase,queue\n1," + RunFolders.HOSTILE + ",2\n");
        run.file("violations.jsonl", "{" + quoted + ": " + quoted + "}");
        run.write(RunFolders.json(
                "finished",
                "\"verdict\": {\"status\": " + quoted + ", \"reasons\": [" + quoted + "], \"exitCode\": " + quoted
                        + "}, \"objectives\": [{\"text\": " + quoted + ", \"passed\": false, \"measured\": "
                        + quoted + "}], \"config\": {" + quoted + ": " + quoted
                        + "}, \"environment\": {" + quoted + ": " + quoted + "}, \"operations\": [{\"type\": " + quoted
                        + "}]"));
        final Chromium.Opened opened = opened(run.folder());

        assertSound(opened, 4);
        assertEquals("", opened.body("owned"));
        assertFalse(opened.dom().contains("<img"));
    }

    /** Otherwise the other tests would say nothing. */
    @Test
    void shouldNoticeAScriptThatWasChangedAndAPictureFromElsewhere() throws Exception {
        RunFolders.fullRun(temp.resolve("run"));
        HtmlReport.write(temp.resolve("run"));
        final String page = ReportPages.read(temp.resolve("run"));
        final Chromium.Opened changed =
                opened("changed.html", page.replace("const charts = [];", "const charts = []; "));
        assertNotEquals(List.of(), changed.console());
        assertEquals("", changed.body("charts-drawn"));

        final Chromium.Opened picture =
                opened("picture.html", page.replace("</body>", "<img src=\"https://quorate.invalid/a.png\"></body>"));
        assertTrue(picture.body("problems").contains("img-src"), picture.body("problems"));
        assertNotEquals(List.of(), picture.console());
    }

    private Chromium.Opened opened(final String name, final String page) throws IOException, InterruptedException {
        return chromium.open(Files.writeString(temp.resolve(name), page));
    }

    private Chromium.Opened opened(final Path folder) throws IOException, InterruptedException {
        HtmlReport.write(folder);
        return chromium.open(folder.resolve(HtmlReport.FILE));
    }

    private static void assertSound(final Chromium.Opened opened, final int charts) {
        assertEquals(List.of(), opened.console());
        assertEquals("[]", opened.body("problems"));
        assertEquals(Integer.toString(charts), opened.body("charts"));
        assertEquals(Integer.toString(charts), opened.body("charts-drawn"));
        assertEquals("0", opened.body("requests"));
    }

    private static int pixels(final BufferedImage image, final int colour) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xffffff) == colour) {
                    count++;
                }
            }
        }
        return count;
    }
}
