package io.quorate.load.check;

import io.quorate.load.engine.OperationCheck;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Judges each read of a load against the writes of that load, in constant time: every key is a register.
 *
 * <p>Kept are, of each key, when the newest write began that is known to be in effect ({@link CheckMode#REGULAR}: because it was acknowledged;
 * {@link CheckMode#ATOMIC}: or because a read has returned it), and of the latest operations when they were acknowledged. A read takes down the first
 * before it is sent. What it returns is wrong if, and only if, it had been acknowledged before that newest write began. A write that failed or never
 * ended may have taken place, or may do so at any time: it is never held against a read. A read that finds nothing is held against the delete that excuses
 * it best. Values written before the load, on keys of which neither {@link #preloaded} nor {@link #loaded} tells, count as written before everything else: they are let
 * pass until the first write of the load to that key is acknowledged.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Units.</b> Nanoseconds of one monotonic clock.
 *
 * <p><b>Allocation.</b> None per operation, but for violations; each thread that ends operations, and the first delete, once.
 *
 * <p><b>Guarantee.</b> Nothing is reported that a correct cluster could have answered, whatever overlaps, fails, is retried or lands late, provided that
 * no one else writes to the keys. It can miss: deletes are not told apart, a read that finds nothing puts nothing in effect, and writes further back than
 * the ring is long have only an upper bound for their end. After 39 hours it sees no order any more.
 *
 * <p>After Lamport: On interprocess communication, Distributed Computing 1 (1986), for regular and atomic registers.
 */
public final class RegisterCheck implements OperationCheck {

    /** Name of the file in a run folder that {@link #save} is meant to write. */
    public static final String FILE = "register.bin";

    private final Instants instants;
    private final Register register;
    private final Findings findings;
    private final ThreadLocal<Reading> readings = ThreadLocal.withInitial(Reading::new);

    /**
     * Creates a check of a load that has not begun; of {@link CheckMode#OFF} use {@link OperationCheck#NONE} instead.
     *
     * @param settings what to ask for
     * @param sink told of the first thousand violations
     * @param nowNs time now: nothing happens earlier
     */
    public RegisterCheck(final CheckSettings settings, final ViolationSink sink, final long nowNs) {
        if (settings.mode() == CheckMode.OFF) {
            throw new IllegalArgumentException("mode=off checks nothing: use OperationCheck.NONE");
        }
        this.instants = new Instants(nowNs);
        this.register = new Register(settings);
        this.findings = new Findings(register, sink);
    }

    /**
     * The first keys have been given their first values by this run, with write id −1−key, and all of that was acknowledged. Before the load.
     *
     * @param keys how many, from the first on
     * @param nowNs time now
     */
    public void preloaded(final int keys, final long nowNs) {
        loaded(register.settings().run(), keys, nowNs);
    }

    /**
     * As {@link #preloaded}, but another run wrote the first values, and nobody has written to those keys since.
     *
     * @param run number of that run; its first values are recognised on further keys too, where they may have been overwritten or removed since
     * @param keys how many keys are known to have them, from the first on
     * @param nowNs time now
     */
    public void loaded(final int run, final int keys, final long nowNs) {
        if (keys < 0 || keys > register.settings().keyCount()) {
            throw new IllegalArgumentException("keys=" + keys + " must be 0 to keyCount="
                    + register.settings().keyCount());
        }
        register.preloaded(run, keys, instants.of(nowNs));
    }

    /**
     * Sets the instant from which the times of violations count; without it they count from the creation of this.
     *
     * @param nowNs when the load begins
     */
    public void loadBegins(final long nowNs) {
        findings.loadBegan(instants.of(nowNs));
    }

    @Override
    public long begin(final PlannedOperation operation, final long nowNs) {
        final long number = operation.index();
        final long time = instants.of(nowNs);
        if (number < 0) {
            return 0;
        }
        switch (operation.action()) {
            case GET -> {
                return register.beginGet(number, operation.keyIndex(), time);
            }
            case PUT -> register.beginPut(number, time);
            case DELETE -> register.beginDelete(number, operation.keyIndex(), time);
            case RMW -> throw new IllegalStateException("a step is a get, a put or a delete");
        }
        return time;
    }

    @Override
    public void onValue(
            final PlannedOperation operation,
            final long token,
            final ByteBuffer source,
            final int offset,
            final int length) {
        // The end comes next on this thread, and brings the time of it.
        readings.get().take(operation, source, offset, length);
    }

    @Override
    public void onEnd(final PlannedOperation operation, final long token, final Outcome outcome, final long nowNs) {
        if (!outcome.isSuccess() || operation.index() < 0) {
            return;
        }
        if (operation.action() == OperationType.GET) {
            endGet(operation, token, outcome == Outcome.ABSENT, nowNs);
        } else if (operation.action() == OperationType.PUT) {
            register.acknowledgePut(operation.index(), operation.keyIndex(), token, instants.of(nowNs));
        } else {
            register.acknowledgeDelete(operation.keyIndex(), token, instants.of(nowNs));
        }
    }

    private void endGet(
            final PlannedOperation operation, final long against, final boolean isAbsent, final long nowNs) {
        final Reading reading = readings.get();
        if (!reading.isOf(operation) && !isAbsent) {
            // A target without values of its own.
            return;
        }
        final int key = operation.keyIndex();
        final ViolationKind kind =
                isAbsent ? register.judgeAbsence(reading, key, against) : register.judgeValue(reading, key, against);
        findings.judged(
                kind,
                reading,
                isAbsent,
                operation.index(),
                key,
                operation.key(),
                against,
                register.ring().began(operation.index()),
                instants.of(nowNs));
    }

    /**
     * What has been found so far.
     *
     * @return counts as of now
     */
    public CheckSummary summary() {
        return findings.summary();
    }

    /**
     * The first violations, with their evidence.
     *
     * @return at most a thousand, in the order in which they were found
     */
    public List<Violation> violations() {
        return findings.violations();
    }

    /**
     * Saves what is needed to judge, later and elsewhere, what every key then holds; see {@link ReadBack}. After the load.
     *
     * @param file written anew, whole or not at all
     * @param lastKey the key of the highest index, by which a reader sees that it knows how keys are made
     * @throws IOException if it cannot be written
     */
    public void save(final Path file, final byte[] lastKey) throws IOException {
        RegisterFile.write(file, register, findings.loadBegan(), lastKey);
    }
}
