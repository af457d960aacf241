package io.quorate.node;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Versions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * One key of a {@link MemoryEngine} with the highest version seen.
 *
 * <p>Threads: {@link #read} by any thread without lock; {@link #store} excludes other stores of this key by the entry's monitor.
 */
final class MemoryEntry {
    /*
     * A sequence lock. A store makes the sequence odd, writes, and makes it even again; a read copies and accepts its copy if the
     * sequence was even before and is the same after. The fence after the odd sequence keeps the writes behind it, the release of
     * the even one keeps them before it; the acquire and the fence of the reader mirror both. A copy that meets a store is
     * harmless garbage: the length is bounded by the array that was loaded with it, and the copy is thrown away. A reader that
     * meets stores again and again takes the monitor instead, so that it ends.
     */
    private static final VarHandle SEQUENCE;
    private static final VarHandle VALUE;
    private static final VarHandle VALUE_LENGTH;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEQUENCE = lookup.findVarHandle(MemoryEntry.class, "sequence", int.class);
            VALUE = lookup.findVarHandle(MemoryEntry.class, "value", byte[].class);
            VALUE_LENGTH = lookup.findVarHandle(MemoryEntry.class, "valueLength", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int TRIES_WITHOUT_LOCK = 16;
    private static final int TOMBSTONE_LENGTH = -1;
    private static final byte[] NO_VALUE = new byte[0];

    /** Room that a shorter value leaves unused is given back when it is more than this and three quarters of the room. */
    private static final int KEEP_ROOM_BYTES = 256;

    private final byte[] key;
    private final int hash;
    private int sequence;
    private int valueLength;
    private long timestamp;
    private long writerId;
    private byte[] value;

    /** An entry with its first version; not visible to others before it is added to a table. */
    MemoryEntry(final int hash, final byte[] key, final ReplicaRequest request) {
        this.hash = hash;
        this.key = key;
        this.timestamp = request.timestamp();
        this.writerId = request.writerId();
        this.value = newRoom(request.valueLength());
        copyValue(request, value);
        this.valueLength = isTombstone(request) ? TOMBSTONE_LENGTH : request.valueLength();
    }

    int hash() {
        return hash;
    }

    byte[] key() {
        return key;
    }

    boolean hasKey(final int otherHash, final byte[] otherKey, final int length) {
        return hash == otherHash && Arrays.equals(key, 0, key.length, otherKey, 0, length);
    }

    /** What a new entry takes. */
    long usedBytes() {
        return (long) MemoryEngine.ENTRY_OVERHEAD_BYTES + key.length + value.length;
    }

    void read(final NodeReply reply, final boolean wantValue) {
        for (int i = 0; i < TRIES_WITHOUT_LOCK; i++) {
            final int before = (int) SEQUENCE.getAcquire(this);
            if ((before & 1) == 0) {
                copy(reply, wantValue);
                VarHandle.loadLoadFence();
                if ((int) SEQUENCE.getOpaque(this) == before) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
        synchronized (this) {
            copy(reply, wantValue);
        }
    }

    /** Stores what is newer and says in the reply what happened; false if there is no room, when nothing has changed. */
    synchronized boolean store(final ReplicaRequest request, final NodeReply reply, final Capacity capacity) {
        final long newTimestamp = request.timestamp();
        final long newWriterId = request.writerId();
        final int order = Versions.compare(newTimestamp, newWriterId, timestamp, writerId);
        if (order > 0) {
            final int newLength = request.valueLength();
            final byte[] room = hasGoodRoom(newLength) ? value : newRoom(newLength);
            if (room != value && !capacity.tryResize((long) room.length - value.length)) {
                return false;
            }
            setPrevious(request, reply);
            replace(request, room);
            reply.setStored(ReplicaReply.STORED, newTimestamp, newWriterId);
        } else {
            setPrevious(request, reply);
            reply.setStored(order == 0 ? ReplicaReply.EQUAL : ReplicaReply.KEPT_NEWER, timestamp, writerId);
        }
        return true;
    }

    private void replace(final ReplicaRequest request, final byte[] room) {
        final int length = request.valueLength();
        final int newLength = isTombstone(request) ? TOMBSTONE_LENGTH : length;
        final long newTimestamp = request.timestamp();
        final long newWriterId = request.writerId();
        final boolean newRoom = room != value;
        if (newRoom) {
            copyValue(request, room);
        }
        final int before = sequence;
        SEQUENCE.setOpaque(this, before + 1);
        VarHandle.storeStoreFence();
        if (!newRoom) {
            copyValue(request, room);
        }
        VALUE.setOpaque(this, room);
        VALUE_LENGTH.setOpaque(this, newLength);
        timestamp = newTimestamp;
        writerId = newWriterId;
        SEQUENCE.setRelease(this, before + 2);
    }

    private void copy(final NodeReply reply, final boolean wantValue) {
        final byte[] seen = (byte[]) VALUE.getOpaque(this);
        final int seenLength = (int) VALUE_LENGTH.getOpaque(this);
        reply.setHeld(
                seenLength == TOMBSTONE_LENGTH ? ReplicaReply.TOMBSTONE : ReplicaReply.VALUE, timestamp, writerId);
        reply.setValue(seen, 0, wantValue ? Math.max(0, Math.min(seenLength, seen.length)) : 0);
    }

    private void setPrevious(final ReplicaRequest request, final NodeReply reply) {
        final boolean tombstone = valueLength == TOMBSTONE_LENGTH;
        reply.setPrevious(tombstone ? ReplicaReply.TOMBSTONE : ReplicaReply.VALUE, timestamp, writerId);
        if (!tombstone && (request.flags() & ReplicaRequest.FLAG_WANT_PREVIOUS) != 0) {
            reply.setValue(value, 0, valueLength);
        }
    }

    private boolean hasGoodRoom(final int length) {
        final int unused = value.length - length;
        return unused >= 0 && (unused <= KEEP_ROOM_BYTES || unused <= value.length / 4 * 3);
    }

    private static byte[] newRoom(final int length) {
        return length == 0 ? NO_VALUE : new byte[length];
    }

    private static void copyValue(final ReplicaRequest request, final byte[] room) {
        // Without a value the offset means nothing.
        if (request.valueLength() > 0) {
            request.bytes().get(request.valueOffset(), room, 0, request.valueLength());
        }
    }

    private static boolean isTombstone(final ReplicaRequest request) {
        return (request.flags() & ReplicaRequest.FLAG_TOMBSTONE) != 0;
    }
}
