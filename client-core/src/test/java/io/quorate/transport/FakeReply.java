package io.quorate.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A reply made of plain fields. Its value stands somewhere inside a larger buffer, so that code which ignores the offset is noticed. */
public final class FakeReply implements ReplicaReply {

    private static final int OFFSET = 3;

    private final int result;
    private final long timestamp;
    private final long writerId;
    private int previous = PREVIOUS_UNKNOWN;
    private long previousTimestamp;
    private long previousWriterId;
    private long ringEpoch;
    private long incarnationHigh;
    private long incarnationLow;
    private long nodeWallMs;
    private byte[] value = {};
    private ByteBuffer giant;
    private Runnable firstLook = () -> {};
    private ByteBuffer bytes = ByteBuffer.allocate(OFFSET + 1);

    private FakeReply(final int result, final long timestamp, final long writerId) {
        this.result = result;
        this.timestamp = timestamp;
        this.writerId = writerId;
    }

    public static FakeReply absent() {
        return new FakeReply(ABSENT, 0, 0);
    }

    public static FakeReply value(final long timestamp, final long writerId, final String value) {
        return new FakeReply(VALUE, timestamp, writerId).carrying(value);
    }

    public static FakeReply tombstone(final long timestamp, final long writerId) {
        return new FakeReply(TOMBSTONE, timestamp, writerId);
    }

    public static FakeReply stored(final long timestamp, final long writerId) {
        return new FakeReply(STORED, timestamp, writerId);
    }

    public static FakeReply keptNewer(final long timestamp, final long writerId) {
        return new FakeReply(KEPT_NEWER, timestamp, writerId);
    }

    public static FakeReply equal(final long timestamp, final long writerId) {
        return new FakeReply(EQUAL, timestamp, writerId);
    }

    /** The answer to a question for the ring. */
    public static FakeReply ring(final ByteBuffer state) {
        final byte[] encoded = new byte[state.remaining()];
        state.duplicate().get(encoded);
        return new FakeReply(VALUE, 0, 0).carrying(encoded);
    }

    public FakeReply overAbsent() {
        previous = ABSENT;
        return this;
    }

    public FakeReply overValue(final long oldTimestamp, final long oldWriterId, final String old) {
        previous = VALUE;
        previousTimestamp = oldTimestamp;
        previousWriterId = oldWriterId;
        return carrying(old);
    }

    public FakeReply overTombstone(final long oldTimestamp, final long oldWriterId) {
        previous = TOMBSTONE;
        previousTimestamp = oldTimestamp;
        previousWriterId = oldWriterId;
        return this;
    }

    public FakeReply atEpoch(final long epoch) {
        ringEpoch = epoch;
        return this;
    }

    /** Says which store answers. */
    public FakeReply fromStore(final long high, final long low) {
        incarnationHigh = high;
        incarnationLow = low;
        return this;
    }

    public FakeReply atWallMs(final long wallMs) {
        nodeWallMs = wallMs;
        return this;
    }

    /** Does something in the middle of the callback, when its value is looked at. */
    public void onFirstLook(final Runnable action) {
        firstLook = action;
    }

    /** Has a value that fills a whole buffer. */
    public FakeReply carryingGiant(final ByteBuffer giant) {
        this.giant = giant;
        return this;
    }

    /** Claims a value that is longer than what is there. */
    public FakeReply truncated() {
        bytes = ByteBuffer.allocate(OFFSET);
        return this;
    }

    public FakeReply carrying(final byte[] newValue) {
        value = newValue;
        bytes = ByteBuffer.allocate(OFFSET + value.length + 1);
        bytes.put(OFFSET, value);
        return this;
    }

    private FakeReply carrying(final String text) {
        return carrying(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long writerId() {
        return writerId;
    }

    @Override
    public long incarnationHigh() {
        return incarnationHigh;
    }

    @Override
    public long incarnationLow() {
        return incarnationLow;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long nodeWallMs() {
        return nodeWallMs;
    }

    @Override
    public int previous() {
        return previous;
    }

    @Override
    public long previousTimestamp() {
        return previousTimestamp;
    }

    @Override
    public long previousWriterId() {
        return previousWriterId;
    }

    @Override
    public ByteBuffer bytes() {
        final Runnable look = firstLook;
        firstLook = () -> {};
        look.run();
        return giant == null ? bytes : giant;
    }

    @Override
    public int valueOffset() {
        return giant == null ? OFFSET : 0;
    }

    @Override
    public int valueLength() {
        return giant == null ? value.length : giant.capacity();
    }
}
