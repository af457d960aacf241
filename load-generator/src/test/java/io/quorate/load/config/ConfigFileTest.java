package io.quorate.load.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    private static final Set<String> KNOWN = Set.of(
            "target",
            "seed",
            "rate",
            "arrival",
            "warmup",
            "duration",
            "max-in-flight",
            "overload",
            "keys",
            "key-size",
            "key-dist",
            "value-size",
            "compressible",
            "mix",
            "check",
            "slo",
            "timeout");

    @TempDir
    private Path temp;

    @Test
    void shouldReadOptionsInGroups() {
        final ConfigFile file = yaml("""
                target: [n1:7001, n2:7001, n3:7001]
                seed: 42
                load: {rate: 20k, arrival: poisson, warmup: 15s, duration: 60s, max-in-flight: 10000, overload: queue}
                client:
                  timeout: 1s
                keys: {count: 1M, size: 16, dist: zipf:0.99}
                value: {size: "lognormal:256,8192", compressible: 0.5}
                mix:  {get: 95, put: 5}
                check: regular
                slo:
                  - get:p99<5ms
                  - "put:p99<10ms"
                  - errors<0.1%
                """);

        final Map<String, List<String>> values = file.values();
        assertEquals(List.of("n1:7001", "n2:7001", "n3:7001"), values.get("target"));
        assertEquals(List.of("42"), values.get("seed"));
        assertEquals(List.of("20k"), values.get("rate"));
        assertEquals(List.of("10000"), values.get("max-in-flight"));
        assertEquals(List.of("1s"), values.get("timeout"));
        assertEquals(List.of("1M"), values.get("keys"));
        assertEquals(List.of("16"), values.get("key-size"));
        assertEquals(List.of("zipf:0.99"), values.get("key-dist"));
        assertEquals(List.of("lognormal:256,8192"), values.get("value-size"));
        assertEquals(List.of("0.5"), values.get("compressible"));
        assertEquals(List.of("get=95,put=5"), values.get("mix"));
        assertEquals(List.of("get:p99<5ms", "put:p99<10ms", "errors<0.1%"), values.get("slo"));
        assertEquals(KNOWN, values.keySet());
        assertEquals("x.yaml:5", file.where("timeout"));
    }

    /** YAML has rules of its own for these, which a command line does not. */
    @ParameterizedTest
    @CsvSource({"010", "1_000", "0x10", "1e3", "+1", "1.50", "yes", "true", "12:30:45", "2026-01-01", ".5"})
    void shouldTakeValuesAsTheyAreWritten(final String text) {
        assertEquals(List.of(text), yaml("rate: " + text).values().get("rate"));
    }

    @Test
    void shouldSetNothingWhenTheFileIsEmpty() {
        assertTrue(yaml("").values().isEmpty());
        assertTrue(yaml("# nothing\n").values().isEmpty());
        assertTrue(yaml("---\n").values().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ratee: 1|x.yaml:1: there is no option \"ratee\": did you mean rate?",
                "max_in_flight: 1|did you mean max-in-flight?",
                "--rate: 1|did you mean rate?",
                "colour: 1|: use the options that --help shows",
                "seed: 1;load: {rate: 1, durtion: 3s}|x.yaml:2: there is no option \"load.durtion\": did you mean duration?",
                "seed: 1;keys:;  cuont: 3|x.yaml:3: keys has no member \"cuont\": it may have count, dist, size",
                "value: 128|there is no option \"value\": it is a group, which may have compressible, size",
                "load: 1|there is no option \"load\"",
                "rate: 1;seed: 2;rate: 3|x.yaml:3: \"rate\" is set twice, before in line 1",
                "rate: 1;load: {rate: 2}|x.yaml:2: \"load.rate\" sets --rate again, which is set at x.yaml:1",
                "key-size: 1;keys: {size: 2}|\"keys.size\" sets --key-size again",
                "rate:|x.yaml:1: \"rate\" has no value: write one, or leave the key away",
                "rate: ~|\"rate\" has no value",
                "rate: null|\"rate\" has no value",
                "slo: []|\"slo\" has no value",
                "mix: {}|\"mix\" must have a value",
                "slo: [a, [b]]|must have plain values in it",
                "slo: [a, ]|",
                "mix: {get: {a: b}}|must have plain values in it",
                "rate: {a: b}|\"rate\" must have a value, not a group",
                "load: {keys: {count: 3}}|\"load.keys\" must have a value, not a group",
                "[rate]|write options with their values",
                "rate|write options with their values",
                "{[a]: b}|a key must be the name of an option",
                "rate: 1;---;rate: 2|a second document begins",
                "rate: [1|x.yaml:1: this is not YAML: ",
                "rate: 'a|this is not YAML: ",
                "rate: &a 1|anchors and aliases (& and *) are not supported",
                "&a rate: 1|anchors and aliases",
                "rate: *a|anchors and aliases",
                "rate: !!int 1|tags (!) are not supported: leave tag:yaml.org,2002:int away",
                "rate: !!javax.script.ScriptEngineManager [a]|tags (!) are not supported",
                "mix: !x {get: 1}|tags (!) are not supported",
            })
    void shouldRefuseWhatItDoesNotUnderstand(final String lines, final String message) {
        if (message == null) {
            assertEquals(List.of("a"), yaml(lines).values().get("slo"), "YAML allows a last comma");
            return;
        }
        final ConfigException error = assertThrows(ConfigException.class, () -> yaml(lines.replace(';', '\n')));
        assertTrue(error.getMessage().contains(message), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
    }

    @Test
    void shouldSkipWhatOtherCommandsTake() {
        final ConfigFile file =
                ConfigFile.of(new ConfigSource("x.yaml", "rate: 1\nload: {from: 3}\n"), KNOWN, Set.of("from"));
        assertEquals(Map.of("rate", List.of("1")), file.values());
    }

    /** A few lines of aliases or brackets would otherwise fill the heap, or the stack. */
    @Test
    @Timeout(60)
    void shouldRefuseBombs() throws IOException {
        final StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append(String.format("a%d: &a%d [*a%d, *a%d, *a%d]%n", i, i, i - 1, i - 1, i - 1));
        }
        assertMessage("anchors and aliases", write("x.yaml", laughs.toString()));
        assertMessage("nested deeper than 8 levels", write("x.yaml", "a: " + "[".repeat(500_000)));
        assertMessage("nested deeper than 8 levels", write("x.json", nested()));
        assertMessage("has more than 1 MiB", write("x.yaml", "a: " + "b".repeat(1 << 20)));
    }

    private static String nested() {
        final int depth = 200;
        return "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    @Test
    void shouldSayWhyAFileCannotBeRead() throws IOException {
        assertMessage("there is no such file", temp.resolve("absent.yaml"));
        assertMessage("is a folder: name the file in it, for example " + temp.resolve("run.json"), temp);
        assertMessage("is not text in UTF-8", Files.write(temp.resolve("latin"), new byte[] {'a', (byte) 0xe9}));
        assertMessage("broken.json:1: this is not JSON", write("broken.json", "{\"schema\": "));
        assertMessage("this is not YAML", write("control.yaml", "rate: \u0001"));
    }

    @Test
    void shouldTakeTheConfigurationOfARun() throws IOException {
        final Path file = write("run.json", """
                {"schema": "quorate-run/1", "state": "finished", "version": "1",
                 "config": {"target": "a:1,b:2", "rate": 2.0E7, "duration": "60s", "keys": 10000, "compressible": 0.25,
                            "seed": "123456789012345", "slo": ["p99<1ms", "errors<1%"], "check": null, "mix": "get=1",
                            "arrivals": "poisson", "timeout": 1000.0},
                 "environment": {"rate": "no option"}}
                """);
        final Map<String, List<String>> values =
                ConfigFile.read(file.toString(), KNOWN, Set.of("arrivals")).values();

        assertEquals(
                Map.of(
                        "target", List.of("a:1,b:2"),
                        "rate", List.of("20000000"),
                        "duration", List.of("60s"),
                        "keys", List.of("10000"),
                        "compressible", List.of("0.25"),
                        "seed", List.of("123456789012345"),
                        "slo", List.of("p99<1ms", "errors<1%"),
                        "mix", List.of("get=1"),
                        "timeout", List.of("1000")),
                values);
        final ConfigException error =
                assertThrows(ConfigException.class, () -> ConfigFile.read(file.toString(), KNOWN, Set.of()));
        assertTrue(error.getMessage().contains("there is no option \"arrivals\""), error.getMessage());
    }

    @Test
    void shouldTakeOtherJsonAsAConfiguration() throws IOException {
        final Path file = write("x.json", "{\"load\": {\"rate\": \"1k\"}, \"keys\": {\"count\": 5}}");
        assertEquals(
                Map.of("rate", List.of("1k"), "keys", List.of("5")),
                ConfigFile.read(file.toString(), KNOWN, Set.of()).values());
        assertMessage("no member config", write("y.json", "{\"schema\": \"quorate-compare/1\"}"));
    }

    private void assertMessage(final String message, final Path file) {
        final ConfigException error =
                assertThrows(ConfigException.class, () -> ConfigFile.read(file.toString(), KNOWN, Set.of()));
        assertNotNull(error.getMessage());
        assertTrue(error.getMessage().contains(message), error.getMessage());
        assertTrue(error.getMessage().contains(file.getFileName().toString()), error.getMessage());
        assertFalse(error.getMessage().contains("Exception"), error.getMessage());
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(temp.resolve(name), text);
    }

    private static ConfigFile yaml(final String text) {
        return ConfigFile.of(new ConfigSource("x.yaml", text), KNOWN, Set.of());
    }
}
