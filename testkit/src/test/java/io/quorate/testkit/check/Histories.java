package io.quorate.testkit.check;

import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.version.Version;

/** Short names for operations on one key. Values carry the rank of their version: {@code "v3"} was written at rank 3. */
final class Histories {

    static final String KEY = "k";

    private Histories() {}

    static Version version(final int rank) {
        return new Version(rank, 1);
    }

    static Operation put(final int rank, final long fromNs, final long toNs) {
        return write(rank, fromNs, toNs, End.OK);
    }

    static Operation write(final int rank, final long fromNs, final long toNs, final End end) {
        return new Operation(0, KEY, Kind.PUT, "v" + rank, version(rank), fromNs, toNs, end);
    }

    static Operation delete(final int rank, final long fromNs, final long toNs) {
        return new Operation(0, KEY, Kind.DELETE, null, version(rank), fromNs, toNs, End.OK);
    }

    static Operation get(final int rank, final long fromNs, final long toNs) {
        return new Operation(1, KEY, Kind.GET, "v" + rank, version(rank), fromNs, toNs, End.OK);
    }

    static Operation getTombstone(final int rank, final long fromNs, final long toNs) {
        return new Operation(1, KEY, Kind.GET, null, version(rank), fromNs, toNs, End.OK);
    }

    static Operation getAbsent(final long fromNs, final long toNs) {
        return new Operation(1, KEY, Kind.GET, null, null, fromNs, toNs, End.OK);
    }
}
