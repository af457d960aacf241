package io.quorate.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.KeyHash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    @Test
    void shouldShowPrintableAsciiAsItIs() {
        assertEquals("user/42 [~]", text("user/42 [~]"));
        assertEquals("", text(""));
    }

    @Test
    void shouldEscapeEverythingElse() {
        assertEquals("a\\x0ab\\x00\\x7f\\xc3\\xa9\\x1f", text("a\nb\0\u007f\u00e9\u001f"));
    }

    @Test
    void shouldEscapeTheBackslashSoThatNoTwoKeysLookAlike() {
        assertEquals("\\x5cx0a", text("\\x0a"));
        assertEquals("\\x0a", text("\n"));
    }

    @Test
    void shouldShow64CharactersWhole() {
        assertEquals("k".repeat(64), text("k".repeat(64)));
        assertEquals("\\xff".repeat(16), KeyText.of(HexFormat.of().parseHex("ff".repeat(16))));
    }

    @Test
    void shouldCutAfter64CharactersAndTellLengthAndHash() {
        final byte[] key = "k".repeat(65).getBytes(StandardCharsets.US_ASCII);
        final String hash =
                HexFormat.of().toHexDigits(KeyHash.XXH3_64.hash(key, 0, 65)).substring(0, 8);
        assertEquals("k".repeat(64) + "...(65 bytes, #" + hash + ")", KeyText.of(key));
    }

    @Test
    void shouldNotCutAnEscapeInTwo() {
        final String shown = text("k".repeat(61) + "\n" + "k");
        assertTrue(shown.startsWith("k".repeat(61) + "...(63 bytes, #"), shown);
        assertEquals("k".repeat(60) + "\\x0a", text("k".repeat(60) + "\n"));
    }

    @Test
    void shouldTellLongKeysApart() {
        assertNotEquals(text("k".repeat(100) + "a"), text("k".repeat(100) + "b"));
    }

    @Test
    void shouldShowTheRangeAlone() {
        final byte[] bytes = "abcdef".getBytes(StandardCharsets.US_ASCII);
        assertEquals("cde", KeyText.of(bytes, 2, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> KeyText.of(bytes, 4, 3));
    }

    private static String text(final String key) {
        return KeyText.of(key.getBytes(StandardCharsets.UTF_8));
    }
}
