package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class VersionsPropertyTest {
    @Property
    void shouldAgreeWithTheOrderOf128BitNumbers(
            @ForAll final long timestampA,
            @ForAll final long writerIdA,
            @ForAll final long timestampB,
            @ForAll final long writerIdB) {
        final int expected = asNumber(timestampA, writerIdA).compareTo(asNumber(timestampB, writerIdB));
        assertEquals(expected, Integer.signum(Versions.compare(timestampA, writerIdA, timestampB, writerIdB)));
        assertEquals(expected > 0, Versions.isNewer(timestampA, writerIdA, timestampB, writerIdB));
    }

    private static BigInteger asNumber(final long timestamp, final long writerId) {
        return new BigInteger(Long.toUnsignedString(timestamp))
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(writerId)));
    }
}
