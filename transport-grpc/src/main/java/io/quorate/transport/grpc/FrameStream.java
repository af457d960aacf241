package io.quorate.transport.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame as gRPC takes messages to send: its bytes go into gRPC's buffers in one copy, and the object serves again for the next frame,
 * since gRPC has taken what it needs when {@code sendMessage} returns.
 *
 * <p>Belongs to one thread at a time.
 */
final class FrameStream extends InputStream implements Drainable, KnownLength {
    /** Passes what is sent and what is received on as streams of bytes. */
    static final MethodDescriptor.Marshaller<InputStream> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(final InputStream frame) {
            return frame;
        }

        @Override
        public InputStream parse(final InputStream received) {
            return received;
        }
    };

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** Shows the first bytes of a buffer's array. */
    FrameStream of(final ByteBuffer frame, final int length) {
        bytes = frame.array();
        at = frame.arrayOffset();
        end = at + length;
        return this;
    }

    /** Reads a whole received frame; returns the buffer given, or a larger one that holds it from index 0 to its limit. */
    static ByteBuffer readFrame(final InputStream received, final ByteBuffer scratch) throws IOException {
        final int length = received.available();
        final ByteBuffer into = scratch.capacity() >= length
                ? scratch
                : ByteBuffer.allocate(Math.max(length, Math.min(2 * scratch.capacity(), FrameSizes.MAX_KEPT_BYTES)));
        int read = 0;
        while (read < length) {
            final int now = received.read(into.array(), into.arrayOffset() + read, length - read);
            if (now < 0) {
                throw new IOException("a message ended after " + read + " of " + length + " bytes");
            }
            read += now;
        }
        into.clear().limit(length);
        return into;
    }

    @Override
    public int drainTo(final OutputStream target) throws IOException {
        final int length = end - at;
        target.write(bytes, at, length);
        at = end;
        return length;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public int read() {
        return at < end ? Byte.toUnsignedInt(bytes[at++]) : -1;
    }

    @Override
    public int read(final byte @Nullable [] target, final int offset, final int length) {
        if (target == null) {
            throw new IllegalArgumentException("no array to read into");
        }
        if (length == 0) {
            return 0;
        }
        final int count = Math.min(length, end - at);
        if (count == 0) {
            return -1;
        }
        System.arraycopy(bytes, at, target, offset, count);
        at += count;
        return count;
    }
}
