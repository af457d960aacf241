package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.version.Versions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The newest of some replies by way of a list: collect them as records, sort by version descending, take the first. */
final class SortedReplies {

    private static final Comparator<Candidate> NEWEST_FIRST =
            (a, b) -> Versions.compare(b.timestamp, b.writerId, a.timestamp, a.writerId);

    private SortedReplies() {}

    /** The index of the newest reply; of equal ones the first. */
    static int newest(final ReplicaReply[] replies) {
        final List<Candidate> candidates = new ArrayList<>(replies.length);
        for (int i = 0; i < replies.length; i++) {
            final ReplicaReply reply = replies[i];
            candidates.add(new Candidate(i, reply.timestamp(), reply.writerId(), reply.bytes()));
        }
        candidates.sort(NEWEST_FIRST);
        return candidates.get(0).replica;
    }

    private record Candidate(int replica, long timestamp, long writerId, ByteBuffer value) {}
}
