package io.quorate.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.AllocationMeter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValuePolicyTest {
    private static final KeyValuePolicy ORIGINAL = KeyValuePolicy.original();

    @Test
    void shouldAcceptKeysOf1To128Bytes() {
        assertNull(key("a"));
        assertNull(key("k".repeat(127)));
        assertNull(key("k".repeat(128)));
    }

    @Test
    void shouldRefuseAnEmptyKey() {
        assertEquals("key is empty: a key has 1 to 128 bytes", key(""));
    }

    @Test
    void shouldRefuseAKeyOf129BytesShowingItCut() {
        final String message = key("k".repeat(129));
        assertNotNull(message);
        assertTrue(message.startsWith("key " + "k".repeat(64) + "...(129 bytes, #"), message);
        assertTrue(message.endsWith(") has 129 bytes, limit 128: shorten it or use KeyValuePolicy.binary"), message);
    }

    @Test
    void shouldCountBytesNotCharacters() {
        assertNotNull(key("\u00e9".repeat(65)));
        assertTrue(String.valueOf(key("\u00e9".repeat(65))).contains(" has 130 bytes, limit 128"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "]", "a[b", "a]", "[a"})
    void shouldRefuseSquareBracketsInKeys(final String text) {
        final int index = Math.max(text.indexOf('['), text.indexOf(']'));
        assertEquals(
                "key " + text + " has a square bracket at index " + index
                        + ", which keys must not contain: replace it or use KeyValuePolicy.binary",
                key(text));
    }

    @Test
    void shouldAcceptSquareBracketsInValues() {
        assertNull(value("[1, 2]"));
    }

    @Test
    void shouldAcceptEveryOtherPrintableCharacterInKeys() {
        for (int b = 0x20; b <= 0x7e; b++) {
            if (b != '[' && b != ']') {
                assertNull(ORIGINAL.validateKey(new byte[] {(byte) b}, 0, 1));
            }
        }
    }

    @Test
    void shouldRefuseEveryByteThatIsNotPrintableAscii() {
        for (int b = 0; b <= 0xff; b++) {
            if (b < 0x20 || b > 0x7e) {
                final byte[] bytes = {'a', (byte) b, 'c'};
                assertEquals(
                        String.format("key a\\x%02xc has a byte at index 1 outside printable ASCII (0x20 to 0x7e): ", b)
                                + "encode the key as such text or use KeyValuePolicy.binary",
                        ORIGINAL.validateKey(bytes, 0, 3));
                assertEquals(
                        "value has a byte at index 1 outside printable ASCII (0x20 to 0x7e): encode it as such text, "
                                + "for example Base64, or use KeyValuePolicy.binary",
                        ORIGINAL.validateValue(bytes, 0, 3));
            }
        }
    }

    @Test
    void shouldAcceptValuesOf0To2048Bytes() {
        assertNull(value(""));
        assertNull(value("v"));
        assertNull(value("v".repeat(2_048)));
    }

    @Test
    void shouldRefuseAValueOf2049BytesWithoutShowingIt() {
        assertEquals(
                "value has 2049 bytes, limit 2048: shorten it or use KeyValuePolicy.binary", value("v".repeat(2_049)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin 644 f",
                "begin 644 file.txt",
                "begin 0755 a b",
                "begin 000 x",
                "begin 777 x\n#0V%T\n`\nend\n",
                "begin 644 [x"
            })
    void shouldRefuseUuencodedValues(final String text) {
        final String message = value(text);
        assertNotNull(message);
        assertTrue(message.startsWith("value is uuencoded "), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b",
                "begin",
                "begin ",
                "begin 64",
                "begin 64 f",
                "begin 644",
                "begin 644 ",
                "begin 644  f",
                "begin 648 f",
                "begin 844 f",
                "begin 06440 f",
                "begin 644f",
                "begin  644 f",
                "Begin 644 f",
                " begin 644 f",
                "beginning 644 f",
                "x begin 644 f",
                "begin-base64 644 f",
                "the begin of it"
            })
    void shouldAcceptValuesThatOnlyLookLikeUuencoding(final String text) {
        assertNull(value(text));
    }

    @Test
    void shouldAcceptUuencodedTextAsKey() {
        assertNull(key("begin 644 f"));
    }

    @Test
    void shouldJudgeTheRangeAlone() {
        final byte[] bytes = "[begin 644 f]begin 644".getBytes(StandardCharsets.US_ASCII);
        assertNull(ORIGINAL.validateKey(bytes, 1, 11));
        assertNotNull(ORIGINAL.validateKey(bytes, 0, 12));
        assertNotNull(ORIGINAL.validateKey(bytes, 1, 12));
        assertNotNull(ORIGINAL.validateValue(bytes, 1, 11));
        assertNull(ORIGINAL.validateValue(bytes, 1, 10));
        assertNull(ORIGINAL.validateValue(bytes, 13, 9));
        final byte[] unprintable = {0, 'k', 0};
        assertNull(ORIGINAL.validateKey(unprintable, 1, 1));
        assertNull(ORIGINAL.validateValue(unprintable, 1, 1));
    }

    @Test
    void shouldThrowWhenTheRangeIsOutsideItsArray() {
        for (final KeyValuePolicy policy : new KeyValuePolicy[] {ORIGINAL, KeyValuePolicy.binary(8, 8)}) {
            assertThrows(IndexOutOfBoundsException.class, () -> policy.validateKey(new byte[4], 2, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> policy.validateKey(new byte[4], 5, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> policy.validateValue(new byte[4], -1, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> policy.validateValue(new byte[4], 0, 5));
        }
    }

    @Test
    void shouldTellTheLimitsOfTheOriginal() {
        assertTrue(ORIGINAL.requiresText());
        assertEquals(128, ORIGINAL.maxKeyBytes());
        assertEquals(2_048, ORIGINAL.maxValueBytes());
        assertEquals("original", ORIGINAL.toString());
    }

    @Test
    void shouldNameTheLimitsOfABinaryPolicy() {
        final KeyValuePolicy policy = KeyValuePolicy.binary(2, 0);
        assertFalse(policy.requiresText());
        assertEquals(2, policy.maxKeyBytes());
        assertEquals(0, policy.maxValueBytes());
        assertEquals("key is empty: a key has 1 to 2 bytes", policy.validateKey(new byte[0], 0, 0));
        assertEquals(
                "key \\x00\\x01\\x02 has 3 bytes, limit 2: shorten it or raise maxKeyBytes",
                policy.validateKey(new byte[] {0, 1, 2}, 0, 3));
        assertEquals(
                "value has 1 bytes, limit 0: shorten it or raise maxValueBytes",
                policy.validateValue(new byte[1], 0, 1));
    }

    @Test
    void shouldTakeTheHighestLimits() {
        final KeyValuePolicy widest = KeyValuePolicy.binary(65_535, 67_108_864);
        assertEquals(65_535, widest.maxKeyBytes());
        assertEquals(67_108_864, widest.maxValueBytes());
        assertNull(widest.validateKey(new byte[65_535], 0, 65_535));
    }

    @Test
    void shouldRefuseLimitsOutOfRange() {
        assertEquals("maxKeyBytes=0 must be 1 to 65535", refusal(0, 10));
        assertEquals("maxKeyBytes=65536 must be 1 to 65535", refusal(65_536, 10));
        assertEquals("maxValueBytes=-1 must be 0 to 67108864", refusal(10, -1));
        assertEquals("maxValueBytes=67108865 must be 0 to 67108864", refusal(10, 67_108_865));
    }

    @Test
    void shouldAllocateNothingWhenValid() {
        final byte[] key = new byte[128];
        final byte[] value = new byte[2_048];
        Arrays.fill(key, (byte) 'k');
        Arrays.fill(value, (byte) 'v');
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> {
            final boolean invalid = ORIGINAL.validateKey(key, 0, key.length) != null
                    || ORIGINAL.validateValue(value, 0, value.length) != null;
            return invalid ? 1 : 0;
        }));
    }

    private static @Nullable String key(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ORIGINAL.validateKey(bytes, 0, bytes.length);
    }

    private static @Nullable String value(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ORIGINAL.validateValue(bytes, 0, bytes.length);
    }

    private static String refusal(final int maxKeyBytes, final int maxValueBytes) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> KeyValuePolicy.binary(maxKeyBytes, maxValueBytes))
                        .getMessage());
    }
}
