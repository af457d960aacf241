package io.quorate.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How one send ended: the callback that it got.
 *
 * @param correlationId of the send
 * @param reply a copy of the reply, or null when the send failed
 * @param fate of a failed send, 0 otherwise; see {@link io.quorate.transport.ReplicaListener}
 * @param code of a failed send; see {@link io.quorate.transport.ReplicaListener}
 * @param detail of a failed send, for people
 * @param atNs when the callback came, on the clock of the {@link RecordingListener}
 * @param thread which thread it came on
 */
public record CallEnd(
        long correlationId,
        @Nullable TestReply reply,
        int fate,
        int code,
        @Nullable String detail,
        long atNs,
        Thread thread) {}
