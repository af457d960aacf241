package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * While fewer operations are inside than the table has room for, it is a linearizable queue of fixed length, and nobody ever waits for
 * anybody.
 */
class LingeringTableLincheckTest {

    private static final int CAPACITY = 8;
    private static final int TOO_SMALL = 2;
    private static final int THREADS = 2;
    private static final int EACH = 3;

    @Test
    void shouldBeAQueueThatNobodyWaitsForWhateverTheModelCheckerTries() {
        new ModelCheckingOptions()
                .threads(THREADS)
                .actorsPerThread(EACH)
                .actorsBefore(CAPACITY)
                .actorsAfter(EACH)
                .iterations(40)
                .invocationsPerIteration(1_000)
                .checkObstructionFreedom(true)
                .sequentialSpecification(Queue.class)
                .check(Table.class);
    }

    @Test
    void shouldBeAQueueUnderStress() {
        new StressOptions()
                .threads(THREADS)
                .actorsPerThread(EACH)
                .actorsBefore(CAPACITY)
                .actorsAfter(EACH)
                .iterations(20)
                .invocationsPerIteration(300)
                .sequentialSpecification(Queue.class)
                .check(Table.class);
    }

    /** That the checks above can fail: who is overtaken by as many as there is room for comes back out of order. */
    @Test
    void shouldBeSeenNotToBeAQueueWhenItIsSmallerThanWhatIsInside() {
        final ModelCheckingOptions options = new ModelCheckingOptions()
                .threads(THREADS)
                .actorsPerThread(EACH)
                .iterations(40)
                .invocationsPerIteration(1_000)
                .sequentialSpecification(SmallQueue.class);
        assertThrows(LincheckAssertionError.class, () -> options.check(SmallTable.class));
    }

    /** What is checked. */
    @Param(name = "operation", gen = IntGen.class, conf = "1:100")
    public static class Table {
        private final LingeringTable table;

        public Table() {
            this(CAPACITY);
        }

        Table(final int capacity) {
            table = new LingeringTable(capacity);
        }

        @Operation
        public long enter(@Param(name = "operation") final int operation) {
            return table.enter(operation);
        }
    }

    @Param(name = "operation", gen = IntGen.class, conf = "1:100")
    public static class SmallTable extends Table {
        public SmallTable() {
            super(TOO_SMALL);
        }
    }

    /** What it must look like. */
    public static class Queue {
        private final Deque<Long> entries = new ArrayDeque<>();
        private final int capacity;

        public Queue() {
            this(CAPACITY);
        }

        Queue(final int capacity) {
            this.capacity = capacity;
        }

        public long enter(final int operation) {
            entries.add((long) operation);
            return entries.size() > capacity ? entries.remove() : LingeringTable.NONE;
        }
    }

    public static class SmallQueue extends Queue {
        public SmallQueue() {
            super(TOO_SMALL);
        }
    }
}
