package io.quorate.load.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what keys hold after a load, by what its {@link RegisterCheck} has saved.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * <p><b>Guarantee.</b> As that of the check, provided that nothing was written to the keys since the load.
 */
public final class ReadBack {

    private final RegisterFile.Saved saved;
    private final Findings findings;
    private final ThreadLocal<Reading> readings = ThreadLocal.withInitial(Reading::new);

    private ReadBack(final RegisterFile.Saved saved) {
        this.saved = saved;
        this.findings = new Findings(saved.register(), ViolationSink.NONE);
        findings.loadBegan(saved.loadBegan());
    }

    /**
     * Reads what was saved.
     *
     * @param file what {@link RegisterCheck#save} wrote
     * @return what judges by it
     * @throws IOException if there is no such file, or it is damaged; with a message for people
     */
    public static ReadBack open(final Path file) throws IOException {
        return new ReadBack(RegisterFile.read(file));
    }

    /**
     * What was asked of the load.
     *
     * @return settings of its check
     */
    public CheckSettings settings() {
        return saved.register().settings();
    }

    /**
     * The key of the highest index.
     *
     * @return a copy
     */
    public byte[] lastKey() {
        return saved.lastKey();
    }

    /**
     * A key holds a value.
     *
     * @param keyIndex 0 to the number of keys, exclusive
     * @param key the key
     * @param source holds the value, during the call only
     * @param offset where it starts
     * @param length how many bytes it has
     */
    public void found(
            final int keyIndex, final byte[] key, final ByteBuffer source, final int offset, final int length) {
        final Reading reading = readings.get();
        reading.take(null, source, offset, length);
        final long against = saved.register().newest(keyIndex);
        judged(saved.register().judgeValue(reading, keyIndex, against), reading, false, keyIndex, key, against);
    }

    /**
     * A key holds nothing.
     *
     * @param keyIndex 0 to the number of keys, exclusive
     * @param key the key
     */
    public void absent(final int keyIndex, final byte[] key) {
        final Reading reading = readings.get();
        final long against = saved.register().newest(keyIndex);
        judged(saved.register().judgeAbsence(reading, keyIndex, against), reading, true, keyIndex, key, against);
    }

    private void judged(
            final @Nullable ViolationKind kind,
            final Reading reading,
            final boolean isAbsent,
            final int keyIndex,
            final byte[] key,
            final long against) {
        findings.judged(
                kind, reading, isAbsent, Violation.NONE, keyIndex, key, against, Instants.NEVER, Instants.NEVER);
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
}
