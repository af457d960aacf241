package io.quorate.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads a {@link RingState} as bytes, for transports that have no message format of their own for it.
 *
 * <p>Threads: any, pure functions that never block. Allocation: cold path; reading allocates in proportion to the input's
 * length, whatever the input claims. Errors: malformed input is refused with a {@link RingStateFormatException}. Ownership:
 * buffers are accessed absolutely, position, limit and byte order stay as they are.
 *
 * <pre>
 *  format 1, big-endian; text = u16 length, then that many bytes of ASCII
 *  u8  format      u8 flags: 1 legacy, 2 has own name, 4 has fingerprint
 *  i64 epoch       i64 updatedAtMs
 *  [text own name] [text fingerprint]
 *  i32 number of members, then for each:
 *    u8 flags: 1 active    i32 weight    text name    text address    text zone
 * </pre>
 */
public final class RingStateCodec {
    /** The most bytes of a fingerprint's text. */
    public static final int MAX_FINGERPRINT_BYTES = 1_024;

    private static final int FORMAT = 1;
    private static final int LEGACY = 1;
    private static final int HAS_SELF = 2;
    private static final int HAS_FINGERPRINT = 4;
    private static final int KNOWN_FLAGS = LEGACY | HAS_SELF | HAS_FINGERPRINT;
    private static final int ACTIVE = 1;
    private static final int HEADER_BYTES = 2 * Byte.BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final int TEXT_LENGTH_BYTES = Short.BYTES;
    private static final int MIN_MEMBER_BYTES = Byte.BYTES + Integer.BYTES + 3 * TEXT_LENGTH_BYTES + 2;

    private RingStateCodec() {}

    /**
     * How many bytes the state takes.
     *
     * @param state the state
     * @return the length that {@link #encode(RingState, ByteBuffer, int)} returns
     */
    public static int encodedLength(final RingState state) {
        int length = HEADER_BYTES + optionalLength(state.selfName()) + optionalLength(state.fingerprintText());
        for (final RingMember member : state.members()) {
            final NodeDescriptor node = member.node();
            length += Byte.BYTES + Integer.BYTES + 3 * TEXT_LENGTH_BYTES;
            length +=
                    node.name().length() + node.address().length() + node.zone().length();
        }
        return length;
    }

    /**
     * Writes the state into a new buffer.
     *
     * @param state the state
     * @return a heap buffer whose position is 0 and whose limit is the encoded length
     * @throws IllegalArgumentException if own name or fingerprint are too long or not ASCII
     */
    public static ByteBuffer encode(final RingState state) {
        final ByteBuffer target = ByteBuffer.allocate(encodedLength(state));
        encode(state, target, 0);
        return target;
    }

    /**
     * Writes the state into a buffer.
     *
     * @param state the state
     * @param target where to write
     * @param offset index in the buffer of the first byte written
     * @return how many bytes were written
     * @throws IllegalArgumentException if the buffer has too little room, or own name or fingerprint are too long or not ASCII
     */
    public static int encode(final RingState state, final ByteBuffer target, final int offset) {
        final int length = encodedLength(state);
        if (offset < 0 || length > target.limit() - offset) {
            throw new IllegalArgumentException("ring state takes " + length + " bytes: no room at offset=" + offset
                    + " of a buffer with limit=" + target.limit());
        }
        final ByteBuffer out = target.duplicate().order(ByteOrder.BIG_ENDIAN).position(offset);
        final String self = state.selfName();
        final String fingerprint = state.fingerprintText();
        out.put((byte) FORMAT);
        out.put((byte) ((state.legacy() ? LEGACY : 0)
                | (self != null ? HAS_SELF : 0)
                | (fingerprint != null ? HAS_FINGERPRINT : 0)));
        out.putLong(state.epoch()).putLong(state.updatedAtMs());
        if (self != null) {
            putText(out, "selfName", self, NodeDescriptor.MAX_TEXT_BYTES);
        }
        if (fingerprint != null) {
            putText(out, "fingerprintText", fingerprint, MAX_FINGERPRINT_BYTES);
        }
        out.putInt(state.members().size());
        for (final RingMember member : state.members()) {
            final NodeDescriptor node = member.node();
            out.put((byte) (member.active() ? ACTIVE : 0)).putInt(node.weight());
            putText(out, "name", node.name(), NodeDescriptor.MAX_TEXT_BYTES);
            putText(out, "address", node.address(), NodeDescriptor.MAX_TEXT_BYTES);
            putText(out, "zone", node.zone(), NodeDescriptor.MAX_TEXT_BYTES);
        }
        return length;
    }

    /**
     * Reads a state.
     *
     * @param source what to read from
     * @param offset index in the buffer of the first byte
     * @param length how many bytes the state has; all of them must belong to it
     * @return the state, equal to the one that was written
     * @throws IndexOutOfBoundsException if the range is not inside the buffer's limit
     * @throws RingStateFormatException if the bytes are not a well-formed state
     */
    public static RingState decode(final ByteBuffer source, final int offset, final int length) {
        final ByteBuffer in = source.slice(offset, length).order(ByteOrder.BIG_ENDIAN);
        if (length < HEADER_BYTES) {
            throw malformed("it has " + length + " bytes, at least " + HEADER_BYTES + " are needed", null);
        }
        final int format = in.get();
        if (format != FORMAT) {
            throw malformed("format " + (format & 0xff) + " is unknown, this version reads " + FORMAT, null);
        }
        final int flags = in.get();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw malformed("flags 0x" + Integer.toHexString(flags & 0xff) + " are unknown", null);
        }
        try {
            final long epoch = in.getLong();
            final long updatedAtMs = in.getLong();
            final String self = (flags & HAS_SELF) != 0 ? getText(in, NodeDescriptor.MAX_TEXT_BYTES) : null;
            final String fingerprint = (flags & HAS_FINGERPRINT) != 0 ? getText(in, MAX_FINGERPRINT_BYTES) : null;
            final List<RingMember> members = getMembers(in);
            return new RingState((flags & LEGACY) != 0, epoch, self, members, fingerprint, updatedAtMs);
        } catch (final RingStateFormatException e) {
            throw e;
        } catch (final IllegalArgumentException e) {
            throw malformed(e.getMessage(), e);
        }
    }

    private static List<RingMember> getMembers(final ByteBuffer in) {
        require(in, Integer.BYTES);
        final int count = in.getInt();
        // Bounds the list before it is allocated: a member that fits needs at least so many bytes.
        if (count < 0 || count > in.remaining() / MIN_MEMBER_BYTES || count > RingSnapshot.MAX_MEMBERS) {
            throw malformed("it claims " + count + " members, " + in.remaining() + " bytes are left", null);
        }
        final List<RingMember> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            require(in, Byte.BYTES + Integer.BYTES);
            final int flags = in.get();
            if ((flags & ~ACTIVE) != 0) {
                throw malformed("member flags 0x" + Integer.toHexString(flags & 0xff) + " are unknown", null);
            }
            final int weight = in.getInt();
            final String name = getText(in, NodeDescriptor.MAX_TEXT_BYTES);
            final String address = getText(in, NodeDescriptor.MAX_TEXT_BYTES);
            final String zone = getText(in, NodeDescriptor.MAX_TEXT_BYTES);
            members.add(new RingMember(new NodeDescriptor(name, address, weight, zone), flags == ACTIVE));
        }
        if (in.hasRemaining()) {
            throw malformed(in.remaining() + " bytes follow its end", null);
        }
        return members;
    }

    private static int optionalLength(final @Nullable String text) {
        return text == null ? 0 : TEXT_LENGTH_BYTES + text.length();
    }

    private static void putText(final ByteBuffer out, final String name, final String text, final int maxLength) {
        if (text.length() > maxLength) {
            throw new IllegalArgumentException(name + " has " + text.length() + " characters, limit " + maxLength);
        }
        out.putShort((short) text.length());
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (!isPrintable(c)) {
                throw new IllegalArgumentException(
                        name + " has a character at index " + i + " that is not printable ASCII");
            }
            out.put((byte) c);
        }
    }

    private static String getText(final ByteBuffer in, final int maxLength) {
        require(in, TEXT_LENGTH_BYTES);
        final int length = in.getShort() & 0xffff;
        if (length > maxLength) {
            throw malformed("a text claims " + length + " bytes, limit " + maxLength, null);
        }
        require(in, length);
        final byte[] bytes = new byte[length];
        in.get(bytes);
        for (final byte b : bytes) {
            if (!isPrintable((char) (b & 0xff))) {
                throw malformed(
                        "a text has the byte 0x" + Integer.toHexString(b & 0xff) + ", which is not printable ASCII",
                        null);
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static boolean isPrintable(final char c) {
        return c >= ' ' && c <= '~';
    }

    private static void require(final ByteBuffer in, final int length) {
        if (in.remaining() < length) {
            throw malformed("it ends " + (length - in.remaining()) + " bytes too early", null);
        }
    }

    private static RingStateFormatException malformed(final @Nullable String what, final @Nullable Throwable cause) {
        return new RingStateFormatException("malformed ring state: " + what, cause);
    }
}
