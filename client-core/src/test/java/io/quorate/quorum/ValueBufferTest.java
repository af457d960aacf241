package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ValueBufferTest {

    private static final int LARGEST_KEPT_BYTES = 64 * 1024;

    private final ValueBuffer buffer = new ValueBuffer();

    @Test
    void shouldHoldACopyOfWhatIsCopiedIn() {
        final ByteBuffer source = ascii("xxhello");
        buffer.copyFrom(source, 2, 5);
        source.put(2, (byte) 'j');
        assertEquals(5, buffer.length());
        assertEquals("hello", text());
        assertEquals('h', buffer.view().get(0));
        assertEquals(0, source.position(), "absolute access only");
    }

    @Test
    void shouldCopyFromDirectAndReadOnlyBuffers() {
        final ByteBuffer direct = ByteBuffer.allocateDirect(8);
        direct.put(3, "abc".getBytes(StandardCharsets.US_ASCII));
        buffer.copyFrom(direct.asReadOnlyBuffer(), 3, 3);
        assertEquals("abc", text());
    }

    @Test
    void shouldForgetTheLongerContentBeforeIt() {
        buffer.copyFrom(ascii("a longer one"), 0, 12);
        buffer.copyFrom(ascii("short"), 0, 5);
        assertEquals("short", text());
        buffer.clear();
        assertEquals(0, buffer.length());
        assertEquals("", text());
    }

    @Test
    void shouldReuseItsMemory() {
        final byte[] data = buffer.resize(100);
        buffer.clear();
        assertSame(data, buffer.resize(100));
        assertSame(data, buffer.resize(7));
        assertSame(data, buffer.view().array());
    }

    @Test
    void shouldGrowByDoublingSoThatValuesOfRisingSizeAllocateSeldom() {
        buffer.resize(100);
        final byte[] grown = buffer.resize(101);
        assertEquals(200, grown.length);
        assertSame(grown, buffer.resize(200));
        assertEquals(200, buffer.view().capacity());
        assertEquals(1_000, buffer.resize(1_000).length);
    }

    @Test
    void shouldNotDoubleBeyondWhatItKeeps() {
        buffer.resize(LARGEST_KEPT_BYTES - 1);
        assertEquals(LARGEST_KEPT_BYTES, buffer.resize(LARGEST_KEPT_BYTES).length);
        assertEquals(LARGEST_KEPT_BYTES + 1, buffer.resize(LARGEST_KEPT_BYTES + 1).length);
    }

    @Test
    void shouldGiveUpOnlyWhatIsUnusuallyLarge() {
        final byte[] kept = buffer.resize(LARGEST_KEPT_BYTES);
        buffer.release(64 * 1024);
        assertSame(kept, buffer.resize(1));
        final byte[] large = buffer.resize(LARGEST_KEPT_BYTES + 1);
        buffer.release(64 * 1024);
        assertNotSame(large, buffer.resize(1));
        assertEquals(1, buffer.view().capacity());
    }

    @Test
    void shouldCompareContentOnly() {
        buffer.copyFrom(ascii("hello, world"), 0, 5);
        assertTrue(buffer.contentEquals(ascii("..hello"), 2, 5));
        assertFalse(buffer.contentEquals(ascii("hello,"), 0, 6));
        assertFalse(buffer.contentEquals(ascii("hell"), 0, 4));
        assertFalse(buffer.contentEquals(ascii("hellO"), 0, 5));
        assertFalse(buffer.contentEquals(ascii("Hello"), 0, 5));

        final ValueBuffer other = new ValueBuffer();
        other.copyFrom(ascii("hello and more"), 0, 5);
        assertTrue(buffer.contentEquals(other));
        other.copyFrom(ascii("hello and more"), 0, 6);
        assertFalse(buffer.contentEquals(other));
        buffer.clear();
        assertTrue(buffer.contentEquals(ascii("anything"), 3, 0));
        assertTrue(buffer.contentEquals(new ValueBuffer()));
    }

    @Test
    void shouldHandOutArraysOfItsLength() {
        buffer.copyFrom(ascii("hello, world"), 0, 5);
        assertArrayEquals("hello".getBytes(StandardCharsets.US_ASCII), buffer.toByteArray());
    }

    private String text() {
        return new String(buffer.toByteArray(), StandardCharsets.US_ASCII);
    }

    private static ByteBuffer ascii(final String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
