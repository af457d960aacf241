package io.quorate.load.workload;

import java.nio.charset.StandardCharsets;

/** Operations of a test's own choice, where those of a {@link Workload} are drawn. */
public final class PlannedOperations {

    private PlannedOperations() {}

    /** One to be filled. */
    public static PlannedOperation empty() {
        return new PlannedOperation(6, 0);
    }

    public static void fill(
            final PlannedOperation operation, final long index, final OperationType type, final int keyIndex) {
        operation.set(index, type, keyIndex, 0);
        final byte[] key = operation.key();
        int rest = keyIndex;
        for (int i = key.length - 1; i > 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        key[0] = 'k';
    }

    public static PlannedOperation of(final long index, final OperationType type, final int keyIndex) {
        final PlannedOperation operation = empty();
        fill(operation, index, type, keyIndex);
        return operation;
    }

    public static String keyText(final int keyIndex) {
        return new String(of(0, OperationType.GET, keyIndex).key(), StandardCharsets.US_ASCII);
    }
}
