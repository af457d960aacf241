package io.quorate.load.workload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What each operation of a load does: its type, its key, its value.
 *
 * <p><b>Threads.</b> Immutable; any number of threads, each with a {@link PlannedOperation} of its own. <b>Units.</b> Bytes.
 * <b>Allocation.</b> None in {@link #plan}. <b>Errors.</b> {@link IllegalArgumentException} when it is built, which names the value, the
 * limit and the fix.
 *
 * <p><b>Guarantee.</b> A pure function of the seed and the operation's index: two runs with one seed do the same to the same keys. A value of
 * {@link ValueStamp#BYTES} or more carries a {@link ValueStamp} whose write id is the index of the operation, or {@link #preloadWriteId}; a
 * shorter one does not tell who wrote it. All text is letters, digits, hyphens and underscores, which every server takes.
 *
 * <p><b>Inserts.</b> Operations that insert take the keys from {@link #keyCount} on, one after the other. They are spread evenly (of any
 * number of consecutive operations, their share does so, give or take one), so that their number before any operation has a closed form.
 */
public final class Workload {

    /** The longest key that {@link Builder#keySize} takes. */
    public static final int MAX_KEY_SIZE = 65_535;

    private static final byte[] KEY_PREFIX = "load-".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_KEY_DIGITS = 10;
    private static final int DECIMAL = 10;
    private static final long INSERT_SALT = 0x696E73657274L;
    private static final long LOAD_SALT = 0x6C6F6164L;
    private static final long OWNER_SALT = 0x6F776E6572L;

    private final long mixedSeed;
    private final int runNumber;
    private final Mix mix;
    private final long insertPhase;
    private final int keyCount;
    private final KeyChoice keyChoice;
    private final KeyPicker picker;
    private final ValueSizes valueSizes;
    private final ValueText valueText;
    private final int keySize;

    /**
     * Creates a workload of uniformly chosen keys and values of one length.
     *
     * @param seed any number
     * @param mix proportion of the operations
     * @param keyCount how many keys there are, at least 1
     * @param valueBytes length of each value
     */
    public Workload(final long seed, final Mix mix, final int keyCount, final int valueBytes) {
        this(builder().seed(seed).mix(mix).keyCount(keyCount).valueSizes(ValueSizes.fixed(valueBytes)));
    }

    private Workload(final Builder builder) {
        builder.check();
        this.mixedSeed = Draws.mix(builder.seed);
        this.runNumber = builder.runNumber;
        this.mix = builder.mix;
        this.insertPhase = mix.insertPhase(Draws.mix(mixedSeed ^ INSERT_SALT));
        this.keyCount = builder.keyCount;
        this.keyChoice = builder.keyChoice == null ? KeyChoice.UNIFORM : builder.keyChoice;
        this.picker = keyChoice.picker(mixedSeed, keyCount);
        this.valueSizes = builder.valueSizes;
        this.valueText = new ValueText(builder.seed, builder.compressible);
        this.keySize = builder.keySize;
    }

    /**
     * Starts to describe a workload.
     *
     * @return a builder with a default for everything
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes an object for {@link #plan} to fill.
     *
     * @return a new one, with room for the longest key and value
     */
    public PlannedOperation newOperation() {
        return new PlannedOperation(keySize, valueSizes.max());
    }

    /**
     * Fills in what an operation does.
     *
     * @param index its place in the load, 0 for the first
     * @param into filled
     * @throws ArithmeticException if so many keys have been inserted that there is no number for the next; see {@link #maxKeys}
     */
    public void plan(final long index, final PlannedOperation into) {
        outline(index, into);
        fill(into);
    }

    /**
     * Fills in what an operation does, except for the bytes of key and value: all that it takes to know whose it is.
     *
     * @param index its place in the load, 0 for the first
     * @param into gets index, type, key index and length of the value
     * @throws ArithmeticException as {@link #plan}
     */
    public void outline(final long index, final PlannedOperation into) {
        final long inserted = mix.insertsBefore(index, insertPhase);
        final int existing = Math.toIntExact(keyCount + inserted);
        if (mix.insertsBefore(index + 1, insertPhase) > inserted) {
            outline(index, OperationType.PUT, existing, into);
        } else {
            final OperationType type = mix.choose(Draws.bits(mixedSeed, index, Draws.TYPE));
            final int key = picker.pick(index, Draws.bits(mixedSeed, index, Draws.KEY), existing);
            outline(index, type, key, into);
        }
    }

    private void outline(final long index, final OperationType type, final int key, final PlannedOperation into) {
        final boolean writes = type == OperationType.PUT || type == OperationType.RMW;
        into.set(index, type, key, writes ? valueSizes.of(Draws.bits(mixedSeed, index, Draws.SIZE)) : 0);
    }

    /**
     * Fills in the bytes of key and value, after {@link #outline}.
     *
     * @param into of this workload
     */
    public void fill(final PlannedOperation into) {
        writeKey(into.keyIndex(), into.key());
        final int length = into.valueLength();
        if (length >= ValueStamp.BYTES) {
            valueText.write(into.index(), into.value(), ValueStamp.BYTES, length);
            into.stamp().write(into.value(), length, runNumber, into.index(), into.keyIndex());
        } else {
            valueText.write(into.index(), into.value(), 0, length);
        }
    }

    private static void writeKey(final int key, final byte[] into) {
        System.arraycopy(KEY_PREFIX, 0, into, 0, KEY_PREFIX.length);
        int rest = key;
        for (int i = into.length - 1; i >= KEY_PREFIX.length; i--) {
            into[i] = (byte) ('0' + rest % DECIMAL);
            rest /= DECIMAL;
        }
    }

    /**
     * Fills in the put that gives a key its first value, before the load.
     *
     * @param key index of the key
     * @param into filled; its index is {@link #preloadWriteId}
     */
    public void planPreload(final int key, final PlannedOperation into) {
        outline(preloadWriteId(key), OperationType.PUT, key, into);
        fill(into);
    }

    /**
     * The write id of the value that a key has before the load.
     *
     * @param key index of the key
     * @return less than 0, while those of the load's operations are not
     */
    public static long preloadWriteId(final int key) {
        return -1L - key;
    }

    /**
     * The run that values name which are written once for many runs, whichever program wrote them.
     *
     * @param seed of the workload
     * @return a run number, the same for the same seed
     */
    public static int loadRunNumber(final long seed) {
        return Draws.below(Draws.mix(LOAD_SALT + Draws.mix(seed)), ValueStamp.RUNS);
    }

    /**
     * Which of several generators deals with a key, so that one clock sees all that happens to it.
     *
     * @param key index of the key
     * @param shards how many generators there are, at least 1
     * @return 0 to {@code shards}, exclusive; each owns about as many keys as any other
     */
    public static int owner(final int key, final int shards) {
        return Draws.below(Draws.mix(OWNER_SALT + key), shards);
    }

    /**
     * How many keys there are at the start: those that a preload writes.
     *
     * @return count
     */
    public int keyCount() {
        return keyCount;
    }

    /**
     * How many keys there are in the end, with those that are inserted: all key indices are below.
     *
     * @param operations how many operations there will be at most
     * @return count
     * @throws IllegalArgumentException if there are not enough numbers for them; the message says what to do
     */
    public int maxKeys(final long operations) {
        final long most = keyCount + mix.insertsBefore(operations, insertPhase);
        if (most > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("mix=" + mix + " makes " + most + " keys out of keys=" + keyCount
                    + " in " + operations + " operations, and there can be " + Integer.MAX_VALUE
                    + "; lower the weight of insert, the rate or the duration");
        }
        return (int) most;
    }

    /**
     * The mix of the operations.
     *
     * @return the mix
     */
    public Mix mix() {
        return mix;
    }

    /**
     * Which keys the operations are about.
     *
     * @return the choice
     */
    public KeyChoice keyChoice() {
        return keyChoice;
    }

    /**
     * How long the values are.
     *
     * @return the lengths
     */
    public ValueSizes valueSizes() {
        return valueSizes;
    }

    /**
     * Length of each key.
     *
     * @return bytes
     */
    public int keySize() {
        return keySize;
    }

    /**
     * The run that the values name.
     *
     * @return as given to {@link Builder#runNumber}
     */
    public int runNumber() {
        return runNumber;
    }

    /** Describes a workload. <b>Threads.</b> One. */
    public static final class Builder {

        private static final int DEFAULT_KEYS = 10_000;
        private static final int DEFAULT_VALUE_BYTES = 128;

        private long seed;
        private int runNumber;
        private Mix mix = Mix.parse("get=95,put=5");
        private @Nullable KeyChoice keyChoice;
        private int keyCount = DEFAULT_KEYS;
        private ValueSizes valueSizes = ValueSizes.fixed(DEFAULT_VALUE_BYTES);
        private double compressible;
        private int keySize = KEY_PREFIX.length + MOST_KEY_DIGITS;

        private Builder() {}

        /**
         * Decides all that is drawn.
         *
         * @param newSeed any number (default 0)
         * @return this
         */
        public Builder seed(final long newSeed) {
            seed = newSeed;
            return this;
        }

        /**
         * Says which run wrote the values.
         *
         * @param newRunNumber 0 to {@link ValueStamp#RUNS}, exclusive (default 0)
         * @return this
         */
        public Builder runNumber(final int newRunNumber) {
            runNumber = newRunNumber;
            return this;
        }

        /**
         * Sets the proportion of the operations.
         *
         * @param newMix the mix (default {@code get=95,put=5})
         * @return this
         */
        public Builder mix(final Mix newMix) {
            mix = newMix;
            return this;
        }

        /**
         * Sets the proportion of the operations, and which keys they are about, unless {@link #keyChoice} has said so.
         *
         * @param preset a workload by its name
         * @return this
         */
        public Builder preset(final Preset preset) {
            mix = preset.mix();
            if (keyChoice == null) {
                keyChoice = preset.keyChoice();
            }
            return this;
        }

        /**
         * Sets how many keys there are at the start.
         *
         * @param newKeyCount at least 1 (default 10,000)
         * @return this
         */
        public Builder keyCount(final int newKeyCount) {
            keyCount = newKeyCount;
            return this;
        }

        /**
         * Sets which keys the operations are about.
         *
         * @param newKeyChoice the choice (default that of the preset, or uniform)
         * @return this
         */
        public Builder keyChoice(final KeyChoice newKeyChoice) {
            keyChoice = newKeyChoice;
            return this;
        }

        /**
         * Sets how long the values are.
         *
         * @param newValueSizes the lengths (default {@code fixed:128})
         * @return this
         */
        public Builder valueSizes(final ValueSizes newValueSizes) {
            valueSizes = newValueSizes;
            return this;
        }

        /**
         * Sets what share of a value's bytes repeats one byte, which a compressor makes next to nothing of. The others are drawn from 64
         * characters, 6 bits each, so that a compressor that counts letters makes three quarters of them: 0.75 (1 - share) of the length is
         * left, and (1 - share) with one that does not, such as LZ4.
         *
         * @param newCompressible 0 to 1 (default 0)
         * @return this
         */
        public Builder compressible(final double newCompressible) {
            compressible = newCompressible;
            return this;
        }

        /**
         * Sets the length of each key.
         *
         * @param newKeySize at least what {@code load-} and the digits of the highest key take, at most {@link #MAX_KEY_SIZE} (default 15)
         * @return this
         */
        public Builder keySize(final int newKeySize) {
            keySize = newKeySize;
            return this;
        }

        /**
         * Makes the workload.
         *
         * @return a new one
         * @throws IllegalArgumentException if a value is out of range, or the key choice names keys that there are not; the message names
         *     what is wrong and what would be right
         */
        public Workload build() {
            return new Workload(this);
        }

        private void check() {
            if (keyCount < 1) {
                throw new IllegalArgumentException("keys=" + keyCount + " must be at least 1");
            }
            if (runNumber < 0 || runNumber >= ValueStamp.RUNS) {
                throw new IllegalArgumentException("runNumber=" + runNumber + " must be 0 to " + (ValueStamp.RUNS - 1));
            }
            if (!(compressible >= 0 && compressible <= 1)) {
                throw new IllegalArgumentException("compressible=" + compressible + " must be 0 to 1");
            }
            final int digits = mix.hasInserts()
                    ? MOST_KEY_DIGITS
                    : Integer.toString(keyCount - 1).length();
            final int least = KEY_PREFIX.length + digits;
            if (keySize < least || keySize > MAX_KEY_SIZE) {
                throw new IllegalArgumentException("key-size=" + keySize + " must be " + least + " to " + MAX_KEY_SIZE
                        + ": \"load-\" and " + digits + " digits are the least for keys=" + keyCount
                        + (mix.hasInserts() ? " and those that are inserted" : ""));
            }
        }
    }
}
