package io.quorate.node;

import io.quorate.ring.KeyHash;
import io.quorate.time.Env;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything on the heap, and loses it when the process ends.
 *
 * <p>Threads: thread-safe, answers on the calling thread, no method blocks on anything but a copy of one value. Reads take no
 * lock; stores of one key exclude each other while they compare and copy. Units: bytes as {@link #usedBytes()} counts them: key, room for
 * the value, and {@value #ENTRY_OVERHEAD_BYTES} for each key's own objects. Allocation: none for reads and for stores that
 * fit where the key's last value was. Errors: a store that would go over a limit is answered
 * {@link ReplicaListener#OVERLOADED} and changes nothing; an overwrite that needs no more room is always taken. Guarantee: a read sees one
 * version whole, never parts of two; a stored answer is as durable as it gets, at once. Ownership: copies all bytes.
 */
public final class MemoryEngine implements StorageEngine {
    /** What a key costs beside its bytes and those of its value: its objects and its places in table and index. */
    public static final int ENTRY_OVERHEAD_BYTES = 128;

    /*
     * Point lookups go through striped open-addressing tables, which need no key object and whose hash is keyed with random bits
     * of this instance, so that nobody can choose keys that collide. Scans need order, which no hash table has. Sorting a
     * snapshot for each page would make a full scan quadratic, so a skip list orders the same entries: it shares their key
     * arrays and costs one node per key, some 40 bytes, that ENTRY_OVERHEAD_BYTES accounts for. It changes only when a key is
     * seen for the first time; keys never go away, because tombstones are kept.
     */
    private static final int STRIPES = 64;

    private final KeyTable[] stripes = new KeyTable[STRIPES];
    private final ConcurrentNavigableMap<byte[], MemoryEntry> index =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final Capacity capacity;
    private final KeyHash hash;
    private final long incarnationHigh;
    private final long incarnationLow;

    /**
     * Creates an empty store that may fill half of the heap.
     *
     * @param env where its identity comes from
     */
    public MemoryEngine(final Env env) {
        this(env, Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * Creates an empty store with limits.
     *
     * @param env where its identity comes from
     * @param maxEntriesCount at most so many keys, tombstones included, 1 or more
     * @param maxBytes at most so many bytes, as {@link #usedBytes()} counts them, 1 or more
     */
    public MemoryEngine(final Env env, final long maxEntriesCount, final long maxBytes) {
        this.capacity = new Capacity(maxEntriesCount, maxBytes);
        this.hash = KeyHash.keyed(ByteBuffer.allocate(KeyHash.KEY_BYTES)
                .putLong(env.random())
                .putLong(env.random())
                .array());
        // Clients are told the incarnation. Derived from the key by its own one-way hash it gives the key's bits to
        // nobody.
        this.incarnationHigh = (hash.hash(new byte[] {1}, 0, 1) & ~0xF000L) | 0x4000L;
        this.incarnationLow = (hash.hash(new byte[] {2}, 0, 1) & ~(0b11L << 62)) | (0b10L << 62);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new KeyTable();
        }
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
    public void read(final ReplicaRequest request, final NodeReply reply) {
        final byte[] key = keyOf(request, reply);
        final int length = request.keyLength();
        final long keyHash = hash.hash(key, 0, length);
        final MemoryEntry entry = stripe(keyHash).find(slotHash(keyHash), key, length);
        if (entry == null) {
            reply.setHeld(ReplicaReply.ABSENT, 0, 0);
        } else {
            entry.read(reply, request.kind() == ReplicaRequest.READ);
        }
        reply.complete();
    }

    @Override
    public void store(final ReplicaRequest request, final NodeReply reply) {
        final byte[] key = keyOf(request, reply);
        final int length = request.keyLength();
        final long keyHash = hash.hash(key, 0, length);
        final KeyTable stripe = stripe(keyHash);
        final MemoryEntry present = stripe.find(slotHash(keyHash), key, length);
        if (present == null) {
            storeNew(stripe, slotHash(keyHash), Arrays.copyOf(key, length), request, reply);
        } else {
            overwrite(present, request, reply);
        }
    }

    @Override
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final Visitor visitor) {
        if (limitCount < 1) {
            throw new IllegalArgumentException("limitCount=" + limitCount + " must be 1 or more");
        }
        final NodeReply shown = new NodeReply();
        int visited = 0;
        for (final Map.Entry<byte[], MemoryEntry> at :
                index.tailMap(startKey, true).entrySet()) {
            final byte[] key = at.getKey();
            if (endKey.length > 0 && Arrays.compareUnsigned(key, endKey) >= 0) {
                return null;
            }
            if (visited == limitCount) {
                return key.clone();
            }
            shown.clear();
            at.getValue().read(shown, wantValues);
            if (!visitor.visit(key, shown)) {
                return key.clone();
            }
            visited++;
        }
        return null;
    }

    @Override
    public long entryCount() {
        return capacity.entryCount();
    }

    @Override
    public long usedBytes() {
        return capacity.usedBytes();
    }

    /** Does nothing: the memory is free as soon as nobody refers to the engine. */
    @Override
    public void close() {}

    private void overwrite(final MemoryEntry entry, final ReplicaRequest request, final NodeReply reply) {
        if (entry.store(request, reply, capacity)) {
            reply.complete();
        } else {
            capacity.refuse(reply);
        }
    }

    /** Stores a key that was not there when the caller looked. */
    private void storeNew(
            final KeyTable stripe,
            final int slotHash,
            final byte[] key,
            final ReplicaRequest request,
            final NodeReply reply) {
        final MemoryEntry added = new MemoryEntry(slotHash, key, request);
        final MemoryEntry present;
        final boolean fits;
        synchronized (stripe) {
            present = stripe.find(slotHash, key, key.length);
            fits = present == null && capacity.tryAddEntry(added.usedBytes());
            if (fits) {
                add(stripe, added);
            }
        }
        if (present != null) {
            overwrite(present, request, reply);
        } else if (fits) {
            reply.setStored(ReplicaReply.STORED, request.timestamp(), request.writerId());
            reply.setPrevious(ReplicaReply.ABSENT, 0, 0);
            reply.complete();
        } else {
            capacity.refuse(reply);
        }
    }

    /** Adds an entry to table and index or, when the heap is exhausted, to none of them. */
    private void add(final KeyTable stripe, final MemoryEntry added) {
        boolean done = false;
        try {
            stripe.ensureRoom();
            index.put(added.key(), added);
            stripe.add(added);
            done = true;
        } finally {
            if (!done) {
                capacity.removeEntry(added.usedBytes());
            }
        }
    }

    private KeyTable stripe(final long keyHash) {
        return stripes[(int) keyHash & (STRIPES - 1)];
    }

    /** The stripe is chosen by the lower bits, so that a place in its table comes from the upper ones. */
    private static int slotHash(final long keyHash) {
        return (int) (keyHash >>> Integer.SIZE);
    }

    /** The key at the start of an array, whatever kind of buffer it came in: then one way to hash and compare is enough. */
    private static byte[] keyOf(final ReplicaRequest request, final NodeReply reply) {
        final byte[] key = reply.keyScratch(request.keyLength());
        request.bytes().get(request.keyOffset(), key, 0, request.keyLength());
        return key;
    }
}
