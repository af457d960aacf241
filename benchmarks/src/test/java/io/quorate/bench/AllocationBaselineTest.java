package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationBaselineTest {

    @TempDir
    Path directory;

    @Test
    void shouldReadNamesParametersAndBytesWhenTheFileIsWellFormed() throws IOException {
        final Path file = directory.resolve("alloc.json");
        Files.writeString(file, "{\n  \"a.B.c {n=3, v=x}\": 0,\n  \"a.B.c {n=9, v=x}\": 12.5 ,\"a.B.d\":216}\n");
        final AllocationBaseline baseline = AllocationBaseline.read(file);
        assertEquals(
                Map.of("a.B.c {n=3, v=x}", 0.0, "a.B.c {n=9, v=x}", 12.5, "a.B.d", 216.0), baseline.allowedBytes());
        assertEquals(List.of("^\\Qa.B.c\\E$", "^\\Qa.B.d\\E$"), baseline.patterns());
        assertEquals(Map.of("n", Set.of("3", "9"), "v", Set.of("x")), baseline.parameters());
    }

    @Test
    void shouldWriteParametersInOneOrderWhenNaming() {
        assertEquals("a.B.c {n=3, v=x}", AllocationBaseline.nameOf("a.B.c", Map.of("v", "x", "n", "3")));
        assertEquals("a.B.c", AllocationBaseline.nameOf("a.B.c", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | not a JSON object",
                "[]                      | not a JSON object",
                "{}                      | expected",
                "{\"a\": 1,}             | expected",
                "{\"a\": 1 \"b\": 2}     | expected",
                "{\"a\": -1}             | found \"a\": -1",
                "{\"a\": 1, \"b\": null} | found \"b\": null",
                "{\"a\": 1, \"a\": 2}    | a is listed twice",
                "{\"a {n}\": 1}          | is not parameter=value",
                "{\"a b\": 1}            | is not a benchmark's name"
            })
    void shouldRefuseWhenTheFileIsMalformed(final String json, final String message) throws IOException {
        final Path file = directory.resolve("alloc.json");
        Files.writeString(file, json);
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AllocationBaseline.read(file));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertTrue(refused.getMessage().contains("alloc.json"), refused.getMessage());
    }
}
