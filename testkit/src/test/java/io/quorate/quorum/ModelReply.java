package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;

/** What a replica of the model answers. */
final class ModelReply implements ReplicaReply {

    private final int result;
    private final int held;
    private final int previous;
    private final ModelVersions versions;
    private final byte[] value;

    private ModelReply(
            final int result, final int held, final int previous, final byte[] value, final ModelVersions versions) {
        this.result = result;
        this.held = held;
        this.previous = previous;
        this.value = value;
        this.versions = versions;
    }

    static ModelReply read(final int held, final boolean withValue, final ModelVersions versions) {
        final byte[] value = withValue ? versions.value(held) : new byte[0];
        return new ModelReply(versions.result(held), held, PREVIOUS_UNKNOWN, value, versions);
    }

    /** The answer to a store of a version at a replica that held another one before. */
    static ModelReply stored(final int stored, final int before, final ModelVersions versions) {
        final int result = before < stored ? STORED : before == stored ? EQUAL : KEPT_NEWER;
        return new ModelReply(result, Math.max(stored, before), before, versions.value(before), versions);
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public long timestamp() {
        return ModelVersions.timestamp(held);
    }

    @Override
    public long writerId() {
        return ModelVersions.writerId(held);
    }

    @Override
    public long incarnationHigh() {
        return 0;
    }

    @Override
    public long incarnationLow() {
        return 0;
    }

    @Override
    public long ringEpoch() {
        return 0;
    }

    @Override
    public long nodeWallMs() {
        return 0;
    }

    @Override
    public int previous() {
        return previous == PREVIOUS_UNKNOWN ? PREVIOUS_UNKNOWN : versions.result(previous);
    }

    @Override
    public long previousTimestamp() {
        return ModelVersions.timestamp(Math.max(previous, 0));
    }

    @Override
    public long previousWriterId() {
        return ModelVersions.writerId(Math.max(previous, 0));
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(value);
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return value.length;
    }
}
