package io.quorate.load.workload;

/**
 * A choice of keys for one seed and one number of keys.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Allocation.</b> None.
 */
interface KeyPicker {

    /**
     * The key of an operation.
     *
     * @param index of the operation
     * @param bits its own, uniformly distributed
     * @param existing how many keys there are by then: those of the start, and those that earlier operations inserted
     * @return 0 to {@code existing}, exclusive
     */
    int pick(long index, long bits, int existing);
}
