package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RingStateCodecTest {
    private static final RingState STATE = new RingState(
            false,
            3,
            "a:1",
            List.of(
                    new RingMember(new NodeDescriptor("a:1", "10.0.0.1:7", 2, "z"), true),
                    new RingMember(NodeDescriptor.of("b:1"), false)),
            "ring/1",
            1_000);
    private static final String STATE_HEX = "01" + "06" + "0000000000000003" + "00000000000003e8"
            + "0003" + "613a31" + "0006" + "72696e672f31" + "00000002"
            + "01" + "00000002" + "0003" + "613a31" + "000a" + "31302e302e302e313a37" + "0001" + "7a"
            + "00" + "00000001" + "0003" + "623a31" + "0003" + "623a31" + "0000";
    private static final int FORMAT_AT = 0;
    private static final int FLAGS_AT = 1;
    private static final int EPOCH_AT = 2;
    private static final int SELF_LENGTH_AT = 18;
    private static final int COUNT_AT = 31;
    private static final int MEMBER_FLAGS_AT = 35;
    private static final int WEIGHT_AT = 36;

    /** Nodes of different versions talk to each other: the bytes must stay as they are. */
    @Test
    void shouldWriteTheSameBytesForEver() {
        assertEquals(
                STATE_HEX, HexFormat.of().formatHex(RingStateCodec.encode(STATE).array()));
    }

    @Test
    void shouldReadBackWhatItWrites() {
        assertEquals(STATE, decode(RingStateCodec.encode(STATE)));
        final RingState legacy = RingState.ofLegacy(List.of());
        assertEquals(legacy, decode(RingStateCodec.encode(legacy)));
    }

    @Test
    void shouldLeaveTheBufferAsItIsWhateverItsOrder() {
        final int length = RingStateCodec.encodedLength(STATE);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(length + 20).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(3).limit(length + 15);
        assertEquals(length, RingStateCodec.encode(STATE, buffer, 7));
        assertEquals(STATE, RingStateCodec.decode(buffer, 7, length));
        assertEquals(3, buffer.position());
        assertEquals(length + 15, buffer.limit());
        assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
        assertEquals(0, buffer.get(6));
        assertEquals(0, buffer.get(7 + length));
    }

    @Test
    void shouldRefuseABufferWithTooLittleRoom() {
        final int length = RingStateCodec.encodedLength(STATE);
        final ByteBuffer exact = ByteBuffer.allocate(length + 1);
        assertEquals(length, RingStateCodec.encode(STATE, exact, 1));
        assertEquals(
                "ring state takes " + length + " bytes: no room at offset=2 of a buffer with limit=" + (length + 1),
                assertThrows(IllegalArgumentException.class, () -> RingStateCodec.encode(STATE, exact, 2))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> RingStateCodec.encode(STATE, exact, -1));
    }

    @Test
    void shouldRefuseToWriteTextsThatItWouldNotRead() {
        assertEquals("selfName has 256 characters, limit 255", refusalToEncode("s".repeat(256), "f"));
        assertEquals("fingerprintText has 1025 characters, limit 1024", refusalToEncode("s", "f".repeat(1_025)));
        assertEquals(
                "selfName has a character at index 1 that is not printable ASCII", refusalToEncode("s\u00e9", "f"));
        assertEquals(
                "fingerprintText has a character at index 0 that is not printable ASCII", refusalToEncode("s", "\n"));
        final RingState longest = new RingState(false, 1, "s".repeat(255), List.of(), "f".repeat(1_023) + "~", 1);
        assertEquals(longest, decode(RingStateCodec.encode(longest)));
    }

    @Test
    void shouldRefuseARangeOutsideTheBuffer() {
        final ByteBuffer buffer = RingStateCodec.encode(STATE);
        assertThrows(IndexOutOfBoundsException.class, () -> RingStateCodec.decode(buffer, 1, buffer.limit()));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        final ByteBuffer buffer = RingStateCodec.encode(STATE);
        for (int length = 0; length < buffer.limit(); length++) {
            final int cut = length;
            assertThrows(RingStateFormatException.class, () -> RingStateCodec.decode(buffer, 0, cut));
        }
    }

    @Test
    void shouldSayWhatIsMalformed() {
        assertEquals("it has 21 bytes, at least 22 are needed", problem(new byte[21]));
        assertEquals("format 2 is unknown, this version reads 1", problem(b -> b.put(FORMAT_AT, (byte) 2)));
        assertEquals("flags 0x8e are unknown", problem(b -> b.put(FLAGS_AT, (byte) 0x8e)));
        assertEquals("epoch=-1 must be 0 or higher", problem(b -> b.putLong(EPOCH_AT, -1)));
        assertEquals("a text claims 256 bytes, limit 255", problem(b -> b.putShort(SELF_LENGTH_AT, (short) 256)));
        assertEquals("a text claims 65535 bytes, limit 255", problem(b -> b.putShort(SELF_LENGTH_AT, (short) -1)));
        assertEquals("it ends 193 bytes too early", problem(b -> b.putShort(SELF_LENGTH_AT, (short) 250)));
        assertEquals(
                "a text has the byte 0xff, which is not printable ASCII",
                problem(b -> b.put(SELF_LENGTH_AT + 2, (byte) -1)));
        assertEquals("it claims 4 members, 42 bytes are left", problem(b -> b.putInt(COUNT_AT, 4)));
        assertEquals("it claims -1 members, 42 bytes are left", problem(b -> b.putInt(COUNT_AT, -1)));
        assertEquals(
                "it claims 2147483647 members, 42 bytes are left", problem(b -> b.putInt(COUNT_AT, Integer.MAX_VALUE)));
        assertEquals("it ends 5 bytes too early", problem(b -> b.putInt(COUNT_AT, 3)));
        assertEquals("17 bytes follow its end", problem(b -> b.putInt(COUNT_AT, 1)));
        assertEquals("member flags 0x3 are unknown", problem(b -> b.put(MEMBER_FLAGS_AT, (byte) 3)));
        assertEquals("weight=0 of member a:1 must be 1 to 1000", problem(b -> b.putInt(WEIGHT_AT, 0)));
    }

    @Test
    void shouldRefuseMembersThatAreAllTheSame() {
        assertEquals(
                "ring state lists member a:1 twice: give each node a name of its own",
                problem(HexFormat.of().parseHex(STATE_HEX.replace("623a31", "613a31"))));
    }

    @Test
    void shouldRefuseMoreMembersThanARingMayHave() {
        final int count = RingSnapshot.MAX_MEMBERS + 1;
        final ByteBuffer buffer = ByteBuffer.allocate(22 + count * 13);
        buffer.put(0, (byte) 1).putInt(18, count);
        final String problem = problem(buffer.array());
        assertTrue(problem.startsWith("it claims 65536 members, "), problem);
    }

    private static RingState decode(final ByteBuffer buffer) {
        return RingStateCodec.decode(buffer, 0, buffer.limit());
    }

    private static String problem(final Consumer<ByteBuffer> damage) {
        final ByteBuffer buffer = RingStateCodec.encode(STATE);
        damage.accept(buffer);
        final byte[] bytes = new byte[buffer.limit()];
        buffer.get(0, bytes);
        return problem(bytes);
    }

    private static String problem(final byte[] bytes) {
        final String message = String.valueOf(assertThrows(
                        RingStateFormatException.class,
                        () -> RingStateCodec.decode(ByteBuffer.wrap(bytes), 0, bytes.length))
                .getMessage());
        final String prefix = "malformed ring state: ";
        assertTrue(message.startsWith(prefix), message);
        return message.substring(prefix.length());
    }

    private static String refusalToEncode(final String selfName, final String fingerprintText) {
        final RingState state = new RingState(false, 1, selfName, List.of(), fingerprintText, 0);
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> RingStateCodec.encode(state))
                .getMessage());
    }
}
