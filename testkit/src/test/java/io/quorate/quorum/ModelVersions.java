package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;

/** The few versions that two writers can give to one key, numbered in their order; 0 is no version at all. */
final class ModelVersions {

    static final int COUNT = 5;
    static final int ABSENT = 0;
    static final int WRITERS = 2;

    /** The writer whose writes are deletes. */
    private final int deleter;

    /** With a deleter of 0 nobody deletes. */
    ModelVersions(final int deleter) {
        this.deleter = deleter;
    }

    static int of(final long timestamp, final long writerId) {
        if (timestamp < 1 || timestamp > COUNT / WRITERS || writerId < 1 || writerId > WRITERS) {
            throw new AssertionError("no such version in this model: " + timestamp + ", " + writerId);
        }
        return (int) ((timestamp - 1) * WRITERS + writerId);
    }

    static long timestamp(final int version) {
        return (version + 1L) / WRITERS;
    }

    static long writerId(final int version) {
        return version == ABSENT ? 0 : (version - 1L) % WRITERS + 1;
    }

    static Version version(final int version) {
        return new Version(timestamp(version), writerId(version));
    }

    int result(final int version) {
        if (version == ABSENT) {
            return ReplicaReply.ABSENT;
        }
        return writerId(version) == deleter ? ReplicaReply.TOMBSTONE : ReplicaReply.VALUE;
    }

    /** The value that was written under a version: each has its own. */
    byte[] value(final int version) {
        return result(version) == ReplicaReply.VALUE ? new byte[] {'v', (byte) ('0' + version)} : new byte[0];
    }
}
