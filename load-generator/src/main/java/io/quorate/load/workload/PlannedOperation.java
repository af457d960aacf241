package io.quorate.load.workload;

/**
 * What one operation of a load is to do; a mutable object that a {@link Workload} fills again and again.
 *
 * <p><b>Threads.</b> One at a time; whoever hands it over publishes it. <b>Ownership.</b> The arrays belong to this object: they are read
 * during the call that is given it, and copied if they are needed for longer.
 */
public final class PlannedOperation {

    private final byte[] key;
    private final byte[] value;
    private final ValueStamp stamp = new ValueStamp();
    private long index;
    private OperationType type = OperationType.GET;
    private OperationType action = OperationType.GET;
    private int keyIndex;
    private int valueLength;

    PlannedOperation(final int keyBytes, final int valueBytes) {
        this.key = new byte[keyBytes];
        this.value = new byte[valueBytes];
    }

    void set(final long newIndex, final OperationType newType, final int newKeyIndex, final int newValueLength) {
        index = newIndex;
        type = newType;
        action = newType == OperationType.RMW ? OperationType.GET : newType;
        keyIndex = newKeyIndex;
        valueLength = newValueLength;
    }

    /** To stamp the value with. */
    ValueStamp stamp() {
        return stamp;
    }

    /**
     * Its place in the load.
     *
     * @return 0 for the first operation, less than 0 for a preload
     */
    public long index() {
        return index;
    }

    /**
     * What it does.
     *
     * @return the type
     */
    public OperationType type() {
        return type;
    }

    /**
     * What is to be sent now; that of a read-modify-write is first a get, then a put.
     *
     * @return never {@link OperationType#RMW}
     */
    public OperationType action() {
        return action;
    }

    /**
     * Goes on from the get of a read-modify-write to its put.
     *
     * @return false if the operation has no further step
     */
    public boolean nextStep() {
        if (type != OperationType.RMW || action == OperationType.PUT) {
            return false;
        }
        action = OperationType.PUT;
        return true;
    }

    /**
     * Which of the load's keys it is about.
     *
     * @return 0 to the number of keys, exclusive; an insert takes the next one
     */
    public int keyIndex() {
        return keyIndex;
    }

    /**
     * Holds the key, from the first byte to the last.
     *
     * @return all of the array is the key
     */
    public byte[] key() {
        return key;
    }

    /**
     * Holds the value to write, from the first byte on.
     *
     * @return an array of at least {@link #valueLength()} bytes
     */
    public byte[] value() {
        return value;
    }

    /**
     * Length of the value.
     *
     * @return bytes, 0 unless it writes
     */
    public int valueLength() {
        return valueLength;
    }
}
