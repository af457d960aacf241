package io.quorate.metrics;

/**
 * What an operation does, for metrics and events.
 *
 * <p><b>Threads.</b> Immutable.
 */
public enum OperationKind {
    /** Reads a key. */
    GET(1),

    /** Writes a value. */
    PUT(2),

    /** Writes a tombstone. */
    DELETE(3);

    private static final OperationKind[] BY_CODE = {GET, PUT, DELETE};

    private final byte code;

    OperationKind(final int code) {
        this.code = (byte) code;
    }

    /**
     * The code that hot code passes instead of this.
     *
     * @return 1 to 3
     */
    public byte code() {
        return code;
    }

    /**
     * Finds a kind by its code.
     *
     * @param code 1 to 3
     * @return the kind
     * @throws IllegalArgumentException if no kind has that code
     */
    public static OperationKind of(final byte code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("operation code=" + code + " must be 1 to " + BY_CODE.length);
        }
        return BY_CODE[code - 1];
    }
}
