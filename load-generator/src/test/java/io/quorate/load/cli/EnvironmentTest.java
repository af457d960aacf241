package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.health.HostFacts;
import io.quorate.load.report.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

    @TempDir
    private Path root;

    @Test
    void shouldContainTheFewFactsAndThoseOfTheHost() throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/loadavg"), "0.50 0.80 0.50 2/345 6789\n");
        final Map<String, Object> report = Environment.report(new HostFacts(root));
        assertTrue(report.entrySet().containsAll(Environment.describe().entrySet()), report::toString);
        assertEquals(0.5, report.get("loadAverage"));
        assertFalse(((List<?>) report.get("gc")).isEmpty(), report::toString);
        assertTrue(report.containsKey("timeZone"), report::toString);
        assertFalse(report.containsKey("governor"), report::toString);
        assertFalse(report.containsKey("gitCommit"), "classes outside a jar come from no known commit");
    }

    @Test
    void shouldBeWrittenAsJson() {
        final Map<String, Object> report = Environment.report();
        final Map<String, Object> read = Json.object(JsonText.of(report));
        assertEquals(report.keySet(), read.keySet());
        assertEquals(report.get("jvmArguments"), read.get("jvmArguments"));
        assertEquals(report.get("vm"), read.get("vm"));
    }

    @Test
    void shouldTellTheCommitWhenTheManifestNamesOne() {
        final Attributes manifest = new Attributes();
        assertNull(Environment.commit(manifest));
        manifest.putValue("Git-Commit", "${git.commit.id}");
        assertNull(Environment.commit(manifest), "built outside a repository");
        manifest.putValue("Git-Commit", "0123456789abcdef0123456789abcdef01234567");
        assertEquals("0123456789abcdef0123456789abcdef01234567", Environment.commit(manifest));
    }
}
