package io.quorate.testkit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.version.Version;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HistoryLinesTest {

    private static final String LINE =
            "{\"client\":3,\"key\":\"k\",\"operation\":\"put\",\"value\":\"v\",\"version\":\"2026-11-23T00:30:00.123Z+5@"
                    + "9f86d081884c7d65\",\"invocation\":1,\"response\":2,\"outcome\":\"ok\"}";

    private static String write(final Operation... operations) throws IOException {
        final History history = new History();
        List.of(operations).forEach(history::add);
        final StringBuilder lines = new StringBuilder();
        HistoryLines.write(history, lines);
        return lines.toString();
    }

    private static List<Operation> read(final String lines) throws IOException {
        return HistoryLines.read(new BufferedReader(new StringReader(lines))).operations();
    }

    private static void assertRefused(final String message, final String lines) {
        final IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> read(lines));
        assertTrue(error.getMessage().contains(message), error::getMessage);
    }

    @Example
    void shouldWriteAsDocumented() throws IOException {
        final Version version = Version.parse("2026-11-23T00:30:00.123Z+5@9f86d081884c7d65");

        assertEquals(LINE + "\n", write(new Operation(3, "k", Kind.PUT, "v", version, 1, 2, End.OK)));
        assertEquals(
                "{\"client\":0,\"key\":\"a\\\"b\\\\\",\"operation\":\"get\",\"value\":null,\"version\":null,\"invocation\":-7,"
                        + "\"response\":null,\"outcome\":\"failed\"}\n",
                write(new Operation(0, "a\"b\\", Kind.GET, null, null, -7, Operation.NEVER, End.FAILED)));
        assertEquals("", write());
    }

    @Example
    void shouldReadWhatOthersWrite() throws IOException {
        final String shuffled = "  { \"outcome\" : \"ok\",\t\"response\": 2 , \"invocation\":1,\"version\":"
                + "\"2026-11-23T00:30:00.123Z+5@9f86d081884c7d65\",\"value\":\"\\u0076\",\"operation\":\"put\",\"key\":\"k\","
                + "\"client\":3}";

        assertEquals(read(LINE), read("\n" + shuffled + "\n\n"));
        assertEquals(
                "/\b\f\n\r\té",
                read(LINE.replace("\"v\"", "\"\\/\\b\\f\\n\\r\\t\\u00E9\""))
                        .get(0)
                        .value());
    }

    @Example
    void shouldRefuseWhatIsNoOperation() {
        assertRefused("line 3", LINE + "\n\n{\n");
        assertRefused("no member outcome", LINE.replace(",\"outcome\":\"ok\"", ""));
        assertRefused("unknown members [node]", LINE.replace("}", ",\"node\":1}"));
        assertRefused("two members client", LINE.replace("}", ",\"client\":1}"));
        assertRefused("\"cas\" is not one of", LINE.replace("\"put\"", "\"cas\""));
        assertRefused("\"OK\" is not one of", LINE.replace("\"ok\"", "\"OK\""));
        assertRefused("client is no number", LINE.replace(":3,", ":\"3\","));
        assertRefused("client is null", LINE.replace("3,\"k", "null,\"k"));
        assertRefused("key is null", LINE.replace("\"k\"", "null"));
        assertRefused("value=7 is no string", LINE.replace("\"v\"", "7"));
        assertRefused("no string, whole number or null", LINE.replace(":1,", ":01,"));
        assertRefused("no string, whole number or null", LINE.replace(":1,", ":true,"));
        assertRefused("no }", LINE.replace(":2,", ":2.5,"));
        assertRefused("something behind the object", LINE + "x");
        assertRefused("an end inside a string", LINE.substring(0, 15));
        assertRefused("an unknown escape", LINE.replace("\"v\"", "\"\\x\""));
        assertRefused("4 hexadecimal digits", LINE.replace("\"v\"", "\"\\u00g0\""));
        assertRefused("a control character", LINE.replace("\"v\"", "\"\u0001\""));
        assertRefused("is not of the form", LINE.replace("+5@", "+05@"));
        assertRefused("a delete has none", LINE.replace("put", "delete"));
        assertRefused("before it was invoked", LINE.replace("\"response\":2", "\"response\":0"));
    }

    @Property(tries = 1_000)
    void shouldReadBackWhatItWrote(@ForAll final long seed) throws IOException {
        final SeededRandom random = new SeededRandom(seed);
        final History history = new History();
        for (int i = random.below(20); i > 0; i--) {
            history.add(anyOperation(random));
        }
        final StringBuilder lines = new StringBuilder();
        HistoryLines.write(history, lines);
        final byte[] stored = lines.toString().getBytes(StandardCharsets.UTF_8);

        final History again = HistoryLines.read(
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(stored), StandardCharsets.UTF_8)));

        assertEquals(history.operations(), again.operations());
        assertEquals(
                history.operations().size(),
                lines.chars().filter(c -> c == '\n').count());
    }

    private static Operation anyOperation(final SeededRandom random) {
        final Kind kind = Kind.values()[random.below(3)];
        final End end = kind == Kind.GET && random.chance(0.5)
                ? End.FAILED
                : kind == Kind.GET ? End.OK : End.values()[random.below(3)];
        final boolean hasVersion = random.chance(0.7) || (kind != Kind.GET && end != End.FAILED);
        final boolean hasValue = kind == Kind.PUT || (kind == Kind.GET && hasVersion && random.chance(0.7));
        final long invokedNs = random.next() >> random.below(63);
        final long returnedNs = random.chance(0.2) ? Operation.NEVER : random.between(invokedNs, Operation.NEVER);
        return new Operation(
                (int) random.next(),
                anyText(random),
                kind,
                hasValue ? anyText(random) : null,
                hasVersion ? new Version(random.next(), random.next()) : null,
                invokedNs,
                returnedNs,
                end);
    }

    /** Letters, what JSON escapes, control characters, and surrogates with and without their other half. */
    private static String anyText(final SeededRandom random) {
        final StringBuilder text = new StringBuilder();
        for (int i = random.below(12); i > 0; i--) {
            switch (random.below(5)) {
                case 0 -> text.append((char) random.below(0x20));
                case 1 -> text.append("\"\\/\u007f\u0085\u2028".charAt(random.below(6)));
                case 2 -> text.append((char) (0xD800 + random.below(0x800)));
                case 3 -> text.appendCodePoint(0x10000 + random.below(0x1000));
                default -> text.append((char) ('a' + random.below(26)));
            }
        }
        return text.toString();
    }
}
