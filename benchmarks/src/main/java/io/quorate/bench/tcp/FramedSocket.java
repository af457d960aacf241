package io.quorate.bench.tcp;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking connection that carries frames. What is written waits until {@link #flush}, and then goes out together: the batch is whatever came up
 * in the meantime, never what a timer waited for.
 *
 * <p><b>Threads.</b> Belongs to the thread of its selector. <b>Allocation.</b> None once the two direct buffers have grown to the largest backlog.
 */
final class FramedSocket {

    /** With more than this waiting to be sent, whoever writes should pause. */
    static final int HIGH_WATER_BYTES = 1 << 20;

    private static final int INITIAL_BYTES = 1 << 17;

    private final SocketChannel socket;
    private final SelectionKey key;
    private ByteBuffer in = allocate(INITIAL_BYTES);
    private ByteBuffer out = allocate(INITIAL_BYTES);
    private int readAt;
    private int frameAt;
    private int frameLength;

    FramedSocket(final SocketChannel socket, final Selector selector) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = socket.register(selector, SelectionKey.OP_READ);
    }

    SelectionKey key() {
        return key;
    }

    /** Reads what has come, up to the room there is; false at the end of the stream. */
    boolean fill() throws IOException {
        if (readAt == in.position()) {
            in.clear();
            readAt = 0;
        } else if (!in.hasRemaining()) {
            makeRoom(Frames.LENGTH_BYTES);
        }
        return socket.read(in) >= 0;
    }

    /** Goes to the next whole frame that has come; false when there is none. */
    boolean next() throws IOException {
        final int available = in.position() - readAt;
        if (available < Frames.LENGTH_BYTES) {
            return false;
        }
        final int length = in.getInt(readAt);
        if (length < Frames.KEY || length > Frames.MAX_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        if (available < Frames.LENGTH_BYTES + length) {
            if (in.capacity() - readAt < Frames.LENGTH_BYTES + length) {
                makeRoom(Frames.LENGTH_BYTES + length);
            }
            return false;
        }
        frameAt = readAt + Frames.LENGTH_BYTES;
        frameLength = length;
        readAt = frameAt + length;
        return true;
    }

    /** Holds the frame that {@link #next} went to, from {@link #frameAt}; only absolute access. */
    ByteBuffer in() {
        return in;
    }

    int frameAt() {
        return frameAt;
    }

    int frameLength() {
        return frameLength;
    }

    /** Appends a frame's length; the caller puts exactly so many bytes. */
    ByteBuffer append(final int length) {
        if (out.remaining() < Frames.LENGTH_BYTES + length) {
            final ByteBuffer larger =
                    allocate(Math.max(2 * out.capacity(), out.position() + Frames.LENGTH_BYTES + length));
            larger.put(out.flip());
            out = larger;
        }
        return out.putInt(length);
    }

    int waitingBytes() {
        return out.position();
    }

    /** Sends what waits, as far as the socket takes it, and asks to be told when it takes the rest. */
    void flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            socket.write(out);
            if (out.hasRemaining()) {
                out.compact();
            } else {
                out.clear();
            }
        }
    }

    /** Asks for the events of these kinds; costs a system call only when something changes. */
    void interest(final int ops) {
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    void close() throws IOException {
        key.cancel();
        socket.close();
    }

    private void makeRoom(final int frameBytes) {
        in.flip().position(readAt);
        if (in.capacity() < frameBytes || readAt == 0) {
            final ByteBuffer larger = allocate(Math.max(2 * in.capacity(), frameBytes));
            larger.put(in);
            in = larger;
        } else {
            in.compact();
        }
        readAt = 0;
    }

    private static ByteBuffer allocate(final int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
