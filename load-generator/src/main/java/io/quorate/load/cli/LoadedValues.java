package io.quorate.load.cli;

import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.ValueStamp;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares what keys hold with what a load has written to them, byte for byte.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class LoadedValues implements KeyReader.Judge {

    private static final int MOST_SHOWN = 20;

    private final Workload workload;
    private final PlannedOperation expected;
    private final ValueStamp stamp = new ValueStamp();
    private final List<String> problems = new ArrayList<>();
    private int lost;
    private int wrong;

    LoadedValues(final Workload workload) {
        this.workload = workload;
        this.expected = workload.newOperation();
    }

    @Override
    public synchronized void found(
            final int keyIndex, final byte[] key, final ByteBuffer source, final int offset, final int length) {
        workload.planPreload(keyIndex, expected);
        if (!ByteBuffer.wrap(expected.value(), 0, expected.valueLength()).equals(source.slice(offset, length))) {
            wrong++;
            tell(key, other(source, offset, length));
        }
    }

    private String other(final ByteBuffer source, final int offset, final int length) {
        if (!stamp.read(source, offset, length)) {
            return "holds " + length + " bytes that no load wrote, or that were damaged";
        }
        return stamp.run() == workload.runNumber()
                ? "holds what a load with this seed wrote to key number " + stamp.keyIndex() + ", of " + length
                        + " bytes"
                : "holds what run " + stamp.run() + " wrote to it, write " + stamp.writeId();
    }

    @Override
    public synchronized void absent(final int keyIndex, final byte[] key) {
        lost++;
        tell(key, "holds nothing");
    }

    private void tell(final byte[] key, final String problem) {
        if (problems.size() < MOST_SHOWN) {
            problems.add(new String(key, StandardCharsets.UTF_8) + " " + problem);
        }
    }

    /** How many keys hold nothing. */
    synchronized int lost() {
        return lost;
    }

    /** How many hold something else. */
    synchronized int wrong() {
        return wrong;
    }

    /** A line for each of the first of them, and one for the others. */
    synchronized List<String> lines() {
        final List<String> lines = new ArrayList<>(problems);
        final int more = lost + wrong - problems.size();
        if (more > 0) {
            lines.add(String.format(Locale.ROOT, "... and %,d more", more));
        }
        return lines;
    }
}
