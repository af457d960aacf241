package io.quorate.testkit;

import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;
import java.nio.ByteBuffer;

/**
 * A reply that owns its bytes: copied from what a transport told, or made by hand for a scripted replica.
 *
 * <p><b>Threads.</b> Immutable, as long as nobody writes its buffer. <b>Allocation.</b> One object and one buffer.
 *
 * @param result see {@link ReplicaReply#result()}
 * @param version see {@link ReplicaReply#timestamp()} and {@link ReplicaReply#writerId()}
 * @param incarnationHigh see {@link ReplicaReply#incarnationHigh()}
 * @param incarnationLow see {@link ReplicaReply#incarnationLow()}
 * @param ringEpoch see {@link ReplicaReply#ringEpoch()}
 * @param nodeWallMs see {@link ReplicaReply#nodeWallMs()}
 * @param previous see {@link ReplicaReply#previous()}
 * @param previousVersion see {@link ReplicaReply#previousTimestamp()} and {@link ReplicaReply#previousWriterId()}
 * @param bytes see {@link ReplicaReply#bytes()}
 * @param valueOffset see {@link ReplicaReply#valueOffset()}
 * @param valueLength see {@link ReplicaReply#valueLength()}
 */
public record TestReply(
        int result,
        Version version,
        long incarnationHigh,
        long incarnationLow,
        long ringEpoch,
        long nodeWallMs,
        int previous,
        Version previousVersion,
        ByteBuffer bytes,
        int valueOffset,
        int valueLength)
        implements ReplicaReply {

    private static final byte[] NO_BYTES = new byte[0];

    /**
     * A reply that holds no value and knows nothing of what was there before.
     *
     * @param result one of the constants of {@link ReplicaReply}
     * @param version what the replica holds
     * @return the reply
     */
    public static TestReply of(final int result, final Version version) {
        return of(result, version, NO_BYTES);
    }

    /**
     * A reply that knows nothing of what was there before.
     *
     * @param result one of the constants of {@link ReplicaReply}
     * @param version what the replica holds
     * @param value value, copied
     * @return the reply
     */
    public static TestReply of(final int result, final Version version, final byte[] value) {
        return new TestReply(
                result,
                version,
                0,
                0,
                0,
                0,
                PREVIOUS_UNKNOWN,
                Version.NONE,
                ByteBuffer.wrap(value.clone()),
                0,
                value.length);
    }

    /**
     * Copies a reply that a transport owns.
     *
     * @param reply reply, valid during this call
     * @return an equal one with its own bytes
     */
    public static TestReply copyOf(final ReplicaReply reply) {
        final byte[] value = TestRequest.copyOf(reply.bytes(), reply.valueOffset(), reply.valueLength());
        return new TestReply(
                reply.result(),
                new Version(reply.timestamp(), reply.writerId()),
                reply.incarnationHigh(),
                reply.incarnationLow(),
                reply.ringEpoch(),
                reply.nodeWallMs(),
                reply.previous(),
                new Version(reply.previousTimestamp(), reply.previousWriterId()),
                ByteBuffer.wrap(value),
                0,
                value.length);
    }

    /**
     * The same reply from another store.
     *
     * @param high high half of the incarnation
     * @param low low half of the incarnation
     * @return a copy that shares the bytes
     */
    public TestReply withIncarnation(final long high, final long low) {
        return new TestReply(
                result,
                version,
                high,
                low,
                ringEpoch,
                nodeWallMs,
                previous,
                previousVersion,
                bytes,
                valueOffset,
                valueLength);
    }

    /**
     * The same reply that tells what was there before.
     *
     * @param newPrevious one of {@link ReplicaReply#ABSENT}, {@link ReplicaReply#VALUE}, {@link ReplicaReply#TOMBSTONE}
     * @param newPreviousVersion its version
     * @return a copy that shares the bytes
     */
    public TestReply withPrevious(final int newPrevious, final Version newPreviousVersion) {
        return new TestReply(
                result,
                version,
                incarnationHigh,
                incarnationLow,
                ringEpoch,
                nodeWallMs,
                newPrevious,
                newPreviousVersion,
                bytes,
                valueOffset,
                valueLength);
    }

    @Override
    public long timestamp() {
        return version.timestamp();
    }

    @Override
    public long writerId() {
        return version.writerId();
    }

    @Override
    public long previousTimestamp() {
        return previousVersion.timestamp();
    }

    @Override
    public long previousWriterId() {
        return previousVersion.writerId();
    }

    /**
     * The value.
     *
     * @return a copy of its bytes
     */
    public byte[] value() {
        return TestRequest.copyOf(bytes, valueOffset, valueLength);
    }
}
