package io.quorate.load.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ResolvedConfigTest {

    @Test
    void shouldPrintWhatIsInForce() {
        final TestProgram.Called called = TestProgram.call(
                "load",
                "--rate=20.50",
                "--slo=p99<5ms,errors<0.1%",
                "--slo=x",
                "--name=",
                "--out=here",
                "--print-config");

        assertEquals(
                """
                rate: 20.50
                name: ""
                binary: false
                unit: SECONDS
                slo:
                  - p99<5ms
                  - errors<0.1%
                  - x
                mix: get=95,put=5
                timeout: 2s
                read-quorum: 2
                """.lines().sorted().toList(), called.out().lines().sorted().toList());
    }

    @Test
    void shouldLetTheCommandDecide() {
        final CommandLine command = new CommandLine(new TestProgram.Load());
        command.parseArgs("--rate=1", "--name=x", "-s", "3");
        final Map<String, @Nullable Object> decided = new HashMap<>();
        decided.put("seed", 99L);
        decided.put("name", null);
        final Map<String, Object> all = ResolvedConfig.of(command.getCommandSpec(), decided, Set.of("mix"));

        assertEquals(99L, all.get("seed"));
        assertFalse(all.containsKey("name"));
        assertFalse(all.containsKey("mix"));
        assertFalse(all.containsKey("config"));
        assertEquals("1", all.get("rate"));
    }

    @Property(tries = 100)
    void shouldReadBackWhatItPrints(@ForAll("arguments") final Map<String, String> arguments) throws IOException {
        final List<String> args = new ArrayList<>(List.of("load", "--print-config"));
        arguments.forEach((name, value) -> args.add("--" + name + "=" + value));
        final TestProgram.Called first = TestProgram.call(args.toArray(String[]::new));
        // picocli takes what is the name of an option for that option, also after "=".
        Assume.that(first.exitCode() == 0 || !first.err().startsWith("Expected parameter for option"));
        assertEquals(0, first.exitCode(), first.err());

        final Path file = Files.createTempFile("config", ".yaml");
        try {
            Files.writeString(file, first.out());
            final TestProgram.Called again = TestProgram.call("load", "--config", file.toString(), "--print-config");

            assertEquals(0, again.exitCode(), again.err());
            assertEquals(first.load().values(), again.load().values(), first.out());
            assertEquals(first.out(), again.out());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<Map<String, String>> arguments() {
        final Arbitrary<String> any = Arbitraries.strings()
                .withChars("${}:#-[]{},&*!|>'\"%@`\\ \t\n\r~=?<ab01\u0000\u007f\u0085\u00e9\u2028\ufeff")
                .ofMaxLength(12);
        final Arbitrary<String> name = Arbitraries.oneOf(
                any,
                Arbitraries.of(
                        "null",
                        "~",
                        "true",
                        "no",
                        "1e3",
                        "010",
                        "a: b",
                        "a #b",
                        "- a",
                        "${sys:user.name}",
                        "$$",
                        "\ud83d\ude00"));
        // Without empty parts, which picocli leaves out.
        final Arbitrary<String> slo = Arbitraries.strings()
                .withChars("p9<5ms, :%-#")
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(text -> !text.startsWith(",") && !text.endsWith(",") && !text.contains(",,"));
        final Arbitrary<String> rate = Arbitraries.of("1", "0.5", "1e3", "20000", "1.50");
        return Combinators.combine(
                        rate,
                        Arbitraries.longs().map(String::valueOf).injectNull(0.3),
                        name.injectNull(0.2),
                        Arbitraries.of("true", "false").injectNull(0.3),
                        Arbitraries.of("DAYS", "NANOSECONDS").injectNull(0.3),
                        slo.injectNull(0.3),
                        any.filter(text -> !text.isEmpty()).injectNull(0.5))
                .as((r, seed, n, binary, unit, s, fault) -> {
                    final Map<String, String> all = new LinkedHashMap<>();
                    for (final var entry : List.of(
                            Tuple.of("rate", r),
                            Tuple.of("seed", seed),
                            Tuple.of("name", n),
                            Tuple.of("binary", binary),
                            Tuple.of("unit", unit),
                            Tuple.of("slo", s),
                            Tuple.of("fault", fault))) {
                        if (entry.get2() != null) {
                            all.put(entry.get1(), entry.get2());
                        }
                    }
                    return all;
                });
    }
}
