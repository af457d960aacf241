package io.quorate.load.check;

import io.quorate.load.workload.ValueStamp;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Values with stamps. Threads: one. */
final class Values {

    static final int BYTES = ValueStamp.BYTES + 4;

    private final ValueStamp stamp = new ValueStamp();
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    Values() {
        Arrays.fill(bytes, (byte) 'x');
    }

    /** Valid until the next call. */
    ByteBuffer of(final int run, final long writeId, final int keyIndex) {
        stamp.write(bytes, BYTES, run, writeId, keyIndex);
        return buffer;
    }
}
