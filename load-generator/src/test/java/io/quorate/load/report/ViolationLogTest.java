package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.load.Json;
import io.quorate.load.check.Violation;
import io.quorate.load.check.ViolationKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViolationLogTest {

    private static final Violation STALE =
            new Violation(ViolationKind.STALE, 9, 3, "a \"key\"\n  b", 7, -4, -100, 20, 50, 60);
    private static final Violation LOST =
            new Violation(ViolationKind.LOST, 10, 3, "key", Violation.NONE, Violation.NONE, Violation.NONE, 20, 50, 60);

    @TempDir
    private Path temp;

    @Test
    void shouldWriteALineAtOnceForEach() throws IOException {
        final Path file = temp.resolve(ViolationLog.FILE);
        try (ViolationLog log = new ViolationLog(temp)) {
            assertFalse(Files.exists(file));
            log.accept(STALE);
            assertEquals(1, Files.readAllLines(file).size());
            log.accept(LOST);
            final List<String> lines = Files.readAllLines(file);
            assertEquals(2, lines.size());

            final Map<String, Object> stale = Json.object(lines.get(0));
            assertEquals("stale", stale.get("kind"));
            assertEquals("a \"key\"\n  b", stale.get("key"));
            assertEquals(
                    List.of(
                            "kind",
                            "key",
                            "keyIndex",
                            "operation",
                            "returnedRun",
                            "returnedWrite",
                            "acknowledgedNs",
                            "newerBeganNs",
                            "readBeganNs",
                            "readEndedNs"),
                    List.copyOf(stale.keySet()));
            assertEquals(-4, Json.number(stale, "returnedWrite"));
            assertEquals(-100, Json.number(stale, "acknowledgedNs"));
            assertEquals(
                    List.of("kind", "key", "keyIndex", "operation", "newerBeganNs", "readBeganNs", "readEndedNs"),
                    List.copyOf(Json.object(lines.get(1)).keySet()));
        }
    }

    @Test
    void shouldKeepTheFirstFailureToWriteForTheEnd() throws IOException {
        Files.writeString(temp.resolve(ViolationLog.FILE), "of another run");
        final ViolationLog log = new ViolationLog(temp);
        Arrays.asList(STALE, LOST).forEach(log::accept);

        assertThrows(IOException.class, log::close);
        assertEquals("of another run", Files.readString(temp.resolve(ViolationLog.FILE)));
    }
}
