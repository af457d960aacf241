package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InFlightTest {

    @Test
    void shouldAdmitAsManyOperationsAsTheLimitAndNoMore() {
        final InFlight inFlight = new InFlight(2, 100);
        assertTrue(inFlight.enter(1));
        assertTrue(inFlight.enter(1));
        assertFalse(inFlight.enter(1));
        assertEquals(2, inFlight.operations());
        inFlight.leave(1);
        assertTrue(inFlight.enter(1));
    }

    @Test
    void shouldAdmitAsManyBytesAsTheLimitAndNoMore() {
        final InFlight inFlight = new InFlight(10, 100);
        assertTrue(inFlight.enter(60));
        assertFalse(inFlight.enter(41));
        assertEquals(60, inFlight.bytes());
        assertEquals(1, inFlight.operations());
        assertTrue(inFlight.enter(40));
        assertEquals(100, inFlight.bytes());
    }

    @Test
    void shouldSayWhatIsFullAndOfHowMuch() {
        final InFlight inFlight = new InFlight(7, 100);
        inFlight.enter(33);
        assertEquals(
                "undecided operations 1 of maxInFlight=7, their bytes 33 of maxInFlightBytes=100", inFlight.describe());
    }

    /** A positive number enters with so many bytes, 0 lets the oldest leave. */
    @Property
    void shouldCountWhatIsThereWhateverEntersAndLeaves(
            @ForAll @Size(max = 60) final List<@IntRange(max = 40) Integer> steps) {
        final InFlight inFlight = new InFlight(5, 100);
        final Deque<Integer> inside = new ArrayDeque<>();
        int bytes = 0;
        for (final int step : steps) {
            if (step > 0) {
                final boolean fits = inside.size() < 5 && bytes + step <= 100;
                assertEquals(fits, inFlight.enter(step));
                if (fits) {
                    inside.add(step);
                    bytes += step;
                }
            } else if (!inside.isEmpty()) {
                final int left = inside.remove();
                inFlight.leave(left);
                bytes -= left;
            }
            assertEquals(inside.size(), inFlight.operations());
            assertEquals(bytes, inFlight.bytes());
        }
    }
}
