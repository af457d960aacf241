package io.quorate.quorum;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes an {@link OperationState} down as numbers and makes it again from them, also with its replicas renumbered. All fields are found
 * by reflection; a field of a kind that is not known here fails, so that none is ever left out.
 */
final class StateImage {

    /** Reads and writes one field of an owner. */
    private interface Part {
        void save(Object owner, Out out) throws IllegalAccessException;

        void restore(Object owner, In in) throws IllegalAccessException;
    }

    private static final class Out {
        final OperationState op;
        private long[] numbers = new long[512];
        private int length;

        Out(final OperationState op) {
            this.op = op;
        }

        void add(final long number) {
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            numbers[length++] = number;
        }
    }

    private static final class In {
        final OperationState op;
        final int[] to;
        private final long[] numbers;
        private int next;

        In(final OperationState op, final long[] numbers, final int[] to) {
            this.op = op;
            this.numbers = numbers;
            this.to = to;
        }

        long next() {
            return numbers[next++];
        }

        /** Where an element of an array goes: the elements of all replicas lie side by side, once or several times over. */
        int place(final int index) {
            final int replica = index % OperationState.MAX_REPLICAS;
            return replica < to.length ? index - replica + to[replica] : index;
        }

        long mask(final long bits) {
            long moved = 0;
            for (int i = 0; i < OperationState.MAX_REPLICAS; i++) {
                moved |= ((bits >>> i) & 1) << place(i);
            }
            return moved;
        }
    }

    private static final List<Field> ROUNDS = new ArrayList<>();
    private static final List<Part> HELD = partsOf(Held.class);
    private static final List<Part> ROUND = partsOf(Round.class);
    private static final List<Part> STATE = partsOf(OperationState.class);

    private final long[] numbers;

    private StateImage(final long[] numbers) {
        this.numbers = numbers;
    }

    static StateImage of(final OperationState op) {
        final Out out = new Out(op);
        save(op, STATE, out);
        return new StateImage(Arrays.copyOf(out.numbers, out.length));
    }

    /**
     * Makes the state again.
     *
     * @param to the new index of each replica
     */
    void restore(final OperationState op, final int[] to) {
        final In in = new In(op, numbers, to);
        restore(op, STATE, in);
        if (in.next != numbers.length) {
            throw new AssertionError("read " + in.next + " of " + numbers.length + " numbers");
        }
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final StateImage image && Arrays.equals(image.numbers, numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    private static void save(final Object owner, final List<Part> parts, final Out out) {
        try {
            for (final Part part : parts) {
                part.save(owner, out);
            }
        } catch (final IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void restore(final Object owner, final List<Part> parts, final In in) {
        try {
            for (final Part part : parts) {
                part.restore(owner, in);
            }
        } catch (final IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Part> partsOf(final Class<?> type) {
        final List<Part> parts = new ArrayList<>();
        for (final Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                if (field.getType() == Round.class) {
                    ROUNDS.add(field);
                }
                parts.add(partOf(field));
            }
        }
        return parts;
    }

    private static Part partOf(final Field field) {
        final Class<?> type = field.getType();
        if (type.isPrimitive()) {
            return new Primitive(field);
        }
        if (type.isArray() && type.getComponentType().isPrimitive()) {
            return new PrimitiveArray(field);
        }
        if (type == Round[].class) {
            return new RoundReferences(field);
        }
        if (type == Held.class || type == Held[].class) {
            return new Nested(field, HELD);
        }
        if (type == Round.class) {
            return new Nested(field, ROUND);
        }
        if (type == ValueBuffer.class || type == ValueBuffer[].class) {
            return new Nested(field, List.of(new Bytes()));
        }
        throw new AssertionError(
                "no image is defined for " + field + ": teach it to this class, or the search misses states");
    }

    private static long toNumber(final Object boxed) {
        return boxed instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) boxed).longValue();
    }

    private static Object fromNumber(final Class<?> type, final long number) {
        if (type == boolean.class) {
            return number != 0;
        }
        if (type == byte.class) {
            return (byte) number;
        }
        if (type == int.class) {
            return (int) number;
        }
        if (type == long.class) {
            return number;
        }
        throw new AssertionError("no image is defined for numbers of type " + type);
    }

    /** A number, a flag, or a bit per replica if the name says so. */
    private record Primitive(Field field) implements Part {
        @Override
        public void save(final Object owner, final Out out) throws IllegalAccessException {
            out.add(toNumber(field.get(owner)));
        }

        @Override
        public void restore(final Object owner, final In in) throws IllegalAccessException {
            final long number = in.next();
            field.set(owner, fromNumber(field.getType(), field.getName().endsWith("Mask") ? in.mask(number) : number));
        }
    }

    private record PrimitiveArray(Field field) implements Part {
        @Override
        public void save(final Object owner, final Out out) throws IllegalAccessException {
            final Object array = field.get(owner);
            for (int i = 0; i < lengthOf(array, field); i++) {
                out.add(toNumber(Array.get(array, i)));
            }
        }

        @Override
        public void restore(final Object owner, final In in) throws IllegalAccessException {
            final Object array = field.get(owner);
            final int length = lengthOf(array, field);
            for (int i = 0; i < length; i++) {
                Array.set(array, in.place(i), fromNumber(array.getClass().getComponentType(), in.next()));
            }
        }
    }

    /** Which of the rounds of the same operation each element is, or none. */
    private record RoundReferences(Field field) implements Part {
        @Override
        public void save(final Object owner, final Out out) throws IllegalAccessException {
            final Round[] array = (Round[]) field.get(owner);
            for (int i = 0; i < lengthOf(array, field); i++) {
                out.add(numberOf(array[i], out.op));
            }
        }

        private static int numberOf(final Round round, final OperationState op) throws IllegalAccessException {
            if (round == null) {
                return -1;
            }
            for (int i = 0; i < ROUNDS.size(); i++) {
                if (ROUNDS.get(i).get(op) == round) {
                    return i;
                }
            }
            throw new AssertionError("a round that is not the operation's own");
        }

        @Override
        public void restore(final Object owner, final In in) throws IllegalAccessException {
            final Round[] array = (Round[]) field.get(owner);
            final int length = lengthOf(array, field);
            for (int i = 0; i < length; i++) {
                final int round = (int) in.next();
                array[in.place(i)] =
                        round < 0 ? null : (Round) ROUNDS.get(round).get(in.op);
            }
        }
    }

    /** An object, or one per replica. */
    private record Nested(Field field, List<Part> parts) implements Part {
        @Override
        public void save(final Object owner, final Out out) throws IllegalAccessException {
            final Object value = field.get(owner);
            if (value instanceof Object[] array) {
                for (int i = 0; i < lengthOf(array, field); i++) {
                    StateImage.save(array[i], parts, out);
                }
            } else {
                StateImage.save(value, parts, out);
            }
        }

        @Override
        public void restore(final Object owner, final In in) throws IllegalAccessException {
            final Object value = field.get(owner);
            if (value instanceof Object[] array) {
                for (int i = 0; i < lengthOf(array, field); i++) {
                    StateImage.restore(array[in.place(i)], parts, in);
                }
            } else {
                StateImage.restore(value, parts, in);
            }
        }
    }

    /** The content of a buffer; how much room it has is no part of what an operation knows. */
    private record Bytes() implements Part {
        @Override
        public void save(final Object owner, final Out out) {
            final byte[] bytes = ((ValueBuffer) owner).toByteArray();
            out.add(bytes.length);
            for (final byte next : bytes) {
                out.add(next);
            }
        }

        @Override
        public void restore(final Object owner, final In in) {
            final int length = (int) in.next();
            final byte[] bytes = ((ValueBuffer) owner).resize(length);
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) in.next();
            }
        }
    }

    private static int lengthOf(final Object array, final Field field) {
        final int length = Array.getLength(array);
        if (length % OperationState.MAX_REPLICAS != 0) {
            throw new AssertionError(field + " has " + length + " elements, which cannot be told apart by replica");
        }
        return length;
    }
}
