package io.quorate.testkit.simulation;

import io.quorate.node.NodeReply;
import io.quorate.node.StorageEngine;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A durable engine on a {@link SimulatedDisk}: every store that changes something is a record of a log, and whatever is answered, to a
 * read as well as to a store, waits until the record that it shows is synced.
 *
 * <p>Each record carries its length and a checksum. Recovery reads them from the beginning up to the first one that is not whole, and cuts
 * off the rest: all of it was never synced, because a sync covers everything before it.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedStore implements StorageEngine {

    private static final int LENGTH_AND_CHECKSUM = Integer.BYTES + Integer.BYTES;
    private static final int FIXED_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;
    private static final byte TOMBSTONE = 1;
    private static final byte VALUE = 0;

    /** What a key holds, and where its record ends in the log; owns its array, and is never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(Version version, boolean tombstone, byte[] value, int logEnd) {
        int state() {
            return tombstone ? ReplicaReply.TOMBSTONE : ReplicaReply.VALUE;
        }
    }

    private final Map<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);
    private final SimulatedDisk disk;
    private final StoreRule rule;
    private final boolean answersEarly;
    private final long incarnationHigh;
    private final long incarnationLow;

    /** Opens what the disk holds. */
    SimulatedStore(
            final SimulatedDisk disk,
            final long incarnationHigh,
            final long incarnationLow,
            final StoreRule rule,
            final boolean answersEarly) {
        this.disk = disk;
        this.incarnationHigh = incarnationHigh;
        this.incarnationLow = incarnationLow;
        this.rule = rule;
        this.answersEarly = answersEarly;
        recover();
    }

    @Override
    public void read(final ReplicaRequest request, final NodeReply reply) {
        final Entry entry = entries.get(keyOf(request));
        if (entry == null) {
            reply.setHeld(ReplicaReply.ABSENT, 0, 0);
            reply.complete();
            return;
        }
        reply.setHeld(
                entry.state(), entry.version().timestamp(), entry.version().writerId());
        if (request.kind() == ReplicaRequest.READ) {
            reply.setValue(entry.value(), 0, entry.value().length);
        }
        answer(entry, reply);
    }

    @Override
    public void store(final ReplicaRequest request, final NodeReply reply) {
        final byte[] key = keyOf(request);
        final Entry held = entries.get(key);
        final Version version = new Version(request.timestamp(), request.writerId());
        if (held == null) {
            reply.setPrevious(ReplicaReply.ABSENT, 0, 0);
        } else {
            reply.setPrevious(
                    held.state(), held.version().timestamp(), held.version().writerId());
            if ((request.flags() & ReplicaRequest.FLAG_WANT_PREVIOUS) != 0) {
                reply.setValue(held.value(), 0, held.value().length);
            }
        }
        if (held != null && !rule.replaces(held.version(), held.tombstone(), request)) {
            final int result = version.equals(held.version()) ? ReplicaReply.EQUAL : ReplicaReply.KEPT_NEWER;
            reply.setStored(result, held.version().timestamp(), held.version().writerId());
            answer(held, reply);
            return;
        }
        final boolean tombstone = (request.flags() & ReplicaRequest.FLAG_TOMBSTONE) != 0;
        final byte[] value = new byte[request.valueLength()];
        if (value.length > 0) {
            request.bytes().get(request.valueOffset(), value);
        }
        final Entry stored = new Entry(version, tombstone, value, disk.append(encode(key, version, tombstone, value)));
        entries.put(key, stored);
        reply.setStored(ReplicaReply.STORED, version.timestamp(), version.writerId());
        answer(stored, reply);
    }

    private void answer(final Entry shown, final NodeReply reply) {
        if (answersEarly) {
            reply.complete();
        } else {
            disk.whenSynced(shown.logEnd(), reply::complete);
        }
    }

    private static byte[] keyOf(final ReplicaRequest request) {
        final byte[] key = new byte[request.keyLength()];
        request.bytes().get(request.keyOffset(), key);
        return key;
    }

    private static byte[] encode(final byte[] key, final Version version, final boolean tombstone, final byte[] value) {
        final ByteBuffer log = ByteBuffer.allocate(LENGTH_AND_CHECKSUM + FIXED_BYTES + key.length + value.length);
        log.position(LENGTH_AND_CHECKSUM);
        log.put(tombstone ? TOMBSTONE : VALUE)
                .putLong(version.timestamp())
                .putLong(version.writerId())
                .putInt(key.length)
                .put(key)
                .put(value);
        final int payload = log.position() - LENGTH_AND_CHECKSUM;
        log.putInt(0, payload).putInt(Integer.BYTES, checksum(log.array(), LENGTH_AND_CHECKSUM, payload));
        return log.array();
    }

    private void recover() {
        final byte[] bytes = disk.read();
        final ByteBuffer log = ByteBuffer.wrap(bytes);
        int at = 0;
        int payload = payloadAt(bytes, at);
        while (payload > 0) {
            log.position(at + LENGTH_AND_CHECKSUM);
            at += LENGTH_AND_CHECKSUM + payload;
            final boolean tombstone = log.get() == TOMBSTONE;
            final Version version = new Version(log.getLong(), log.getLong());
            final byte[] key = new byte[log.getInt()];
            log.get(key);
            final byte[] value = new byte[at - log.position()];
            log.get(value);
            // What is in the log had replaced what was there before it.
            entries.put(key, new Entry(version, tombstone, value, at));
            payload = payloadAt(bytes, at);
        }
        disk.truncate(at);
    }

    /** How long the payload of a whole record is, 0 where there is none. */
    private static int payloadAt(final byte[] bytes, final int at) {
        final int room = bytes.length - at - LENGTH_AND_CHECKSUM;
        if (room < FIXED_BYTES) {
            return 0;
        }
        final ByteBuffer log = ByteBuffer.wrap(bytes);
        final int payload = log.getInt(at);
        final boolean whole = payload >= FIXED_BYTES
                && payload <= room
                && log.getInt(at + Integer.BYTES) == checksum(bytes, at + LENGTH_AND_CHECKSUM, payload);
        return whole ? payload : 0;
    }

    private static int checksum(final byte[] bytes, final int offset, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final Visitor visitor) {
        throw new UnsupportedOperationException("simulated clients do not scan");
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
    public long entryCount() {
        return entries.size();
    }

    @Override
    public long usedBytes() {
        return entries.values().stream()
                .mapToLong(entry -> entry.value().length)
                .sum();
    }

    /** Does nothing: the disk stays. */
    @Override
    public void close() {}
}
