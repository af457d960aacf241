package io.quorate.load.check;

import io.quorate.load.workload.ValueStamp;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the writes to all keys, and the rule by which reads are judged.
 *
 * <p>A read is held against the newest write known to be in effect when it began. Returning a write that had been acknowledged before that newest one
 * began is wrong, and nothing else is: the two do not overlap, so every order that agrees with real time has the returned one first.
 *
 * <p><b>Threads.</b> Thread-safe, lock-free. <b>Units.</b> {@link Instants}. <b>Allocation.</b> None after creation, but see {@link Deletes}.
 */
final class Register {

    /** What is in effect on a key of which nothing is known but that it was written before the load. */
    private static final long PRELOADED = NewestWrites.pack(1, NewestWrites.ACKNOWLEDGED);

    private final CheckSettings settings;
    private final OperationRing ring;
    private final NewestWrites newest;
    private final Deletes deletes;
    private final LongAdder tooShort = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder overruns = new LongAdder();
    private volatile int preloadedRun;
    private volatile int preloadedKeys;
    private volatile long preloadedBy;

    Register(final CheckSettings settings) {
        this.settings = settings;
        this.preloadedRun = settings.run();
        this.ring = new OperationRing(settings.ringEntries());
        this.newest = new NewestWrites(settings.mode().knowsOrder() ? settings.keyCount() : 0);
        this.deletes = new Deletes(settings.mode().knowsOrder() ? settings.keyCount() : 0);
    }

    CheckSettings settings() {
        return settings;
    }

    OperationRing ring() {
        return ring;
    }

    NewestWrites newest() {
        return newest;
    }

    Deletes deletes() {
        return deletes;
    }

    int preloadedRun() {
        return preloadedRun;
    }

    int preloadedKeys() {
        return preloadedKeys;
    }

    long preloadedBy() {
        return preloadedBy;
    }

    long tooShort() {
        return tooShort.sum();
    }

    long foreign() {
        return foreign.sum();
    }

    long overruns() {
        return overruns.sum();
    }

    /** The keys below a number have their first values, all of them acknowledged; a run wrote those, and perhaps those of further keys. */
    void preloaded(final int run, final int keys, final long time) {
        preloadedRun = run;
        preloadedBy = time;
        preloadedKeys = keys;
    }

    void beginPut(final long number, final long time) {
        ring.begin(number, OperationRing.PENDING, time);
    }

    void acknowledgePut(final long number, final int key, final long began, final long time) {
        // In this order, so that whoever finds it acknowledged finds it in effect.
        raise(key, began, NewestWrites.ACKNOWLEDGED);
        ring.acknowledge(number, time);
    }

    void beginDelete(final long number, final int key, final long time) {
        ring.begin(number, OperationRing.VALUELESS, time);
        if (settings.mode().knowsOrder()) {
            deletes.begin(key);
        }
    }

    void acknowledgeDelete(final int key, final long began, final long time) {
        if (settings.mode().knowsOrder()) {
            deletes.acknowledge(key, time);
        }
        raise(key, began, NewestWrites.DELETED);
    }

    /** A read is about to be sent; what it will be held against. */
    long beginGet(final long number, final int key, final long time) {
        ring.begin(number, OperationRing.VALUELESS, time);
        return newest(key);
    }

    /** The newest write of a key that is known to be in effect now. */
    long newest(final int key) {
        if (!settings.mode().knowsOrder()) {
            return NewestWrites.NONE;
        }
        return Math.max(newest.get(key), isPreloaded(key) ? PRELOADED : NewestWrites.NONE);
    }

    /** Judges a read that has found a value; null if there is nothing wrong. */
    @Nullable
    ViolationKind judgeValue(final Reading reading, final int key, final long against) {
        reading.acknowledged(Instants.NEVER);
        if (!reading.isStamped()) {
            return judgeUnstamped(reading, key, against);
        }
        final long number = reading.stamp().writeId();
        final int run = reading.stamp().run();
        final boolean isFirst = number == -1L - key && run == preloadedRun;
        if (!isPreloaded(key) && (run != settings.run() || isFirst)) {
            return judgeForeign(reading, isFirst, against);
        }
        if (run != settings.run() && run != preloadedRun) {
            return ViolationKind.PHANTOM;
        }
        if (reading.stamp().keyIndex() != key) {
            return ViolationKind.MISPLACED;
        }
        if (isFirst) {
            return judgeOrder(reading, preloadedBy, against);
        }
        return number < 0 || run != settings.run() ? ViolationKind.PHANTOM : judgeWrite(reading, number, key, against);
    }

    /** Judges a read that has found nothing; null if there is nothing wrong. */
    @Nullable
    ViolationKind judgeAbsence(final Reading reading, final int key, final long against) {
        if (!settings.mode().knowsOrder()) {
            return null;
        }
        final ViolationKind kind = judgeOrder(reading, deletes.latestAcknowledgement(key), against);
        return kind == null || kind == ViolationKind.INVERSION ? kind : ViolationKind.LOST;
    }

    private @Nullable ViolationKind judgeUnstamped(final Reading reading, final int key, final long against) {
        if (reading.isTooShort() && settings.leastValueBytes() < ValueStamp.BYTES) {
            tooShort.increment();
            return null;
        }
        final boolean canBeOld = against == NewestWrites.NONE || !settings.promised();
        if (!isPreloaded(key) && canBeOld) {
            foreign.increment();
            return null;
        }
        return ViolationKind.CORRUPT;
    }

    /** What was there before the load began counts as a write that had been acknowledged before everything else. */
    private @Nullable ViolationKind judgeForeign(final Reading reading, final boolean isKnown, final long against) {
        if (against == NewestWrites.NONE) {
            if (!isKnown) {
                foreign.increment();
            }
            return null;
        }
        return judgeOrder(reading, Instants.NONE, against);
    }

    private @Nullable ViolationKind judgeWrite(
            final Reading reading, final long number, final int key, final long against) {
        final long entry = ring.find(number);
        if (entry == OperationRing.NO_WRITE) {
            return ViolationKind.PHANTOM;
        }
        if (entry == OperationRing.GONE) {
            overruns.increment();
            return judgeOrder(reading, ring.latestAcknowledgement(number), against);
        }
        if (OperationRing.state(entry) == OperationRing.ACKNOWLEDGED) {
            return judgeOrder(reading, OperationRing.time(entry), against);
        }
        if (settings.mode() == CheckMode.ATOMIC) {
            raise(key, OperationRing.time(entry), NewestWrites.READ);
        }
        return null;
    }

    private @Nullable ViolationKind judgeOrder(final Reading reading, final long acknowledged, final long against) {
        reading.acknowledged(acknowledged);
        if (acknowledged >= NewestWrites.began(against)) {
            return null;
        }
        return switch (NewestWrites.how(against)) {
            case NewestWrites.DELETED -> ViolationKind.RESURRECTED;
            case NewestWrites.ACKNOWLEDGED -> ViolationKind.STALE;
            default -> ViolationKind.INVERSION;
        };
    }

    private boolean isPreloaded(final int key) {
        return key < preloadedKeys;
    }

    private void raise(final int key, final long began, final int how) {
        if (settings.mode().knowsOrder()) {
            newest.raise(key, began, how);
        }
    }
}
