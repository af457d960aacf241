package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Tokens that no hash gives in a test's time: equal ones, and those at the ends of the range. */
class RingTokensTest {
    @Test
    void shouldWrapBehindTheLastToken() {
        final RingTokens tokens = new RingTokens(new long[] {30, 10, 20});
        assertEquals(3, tokens.count());
        assertEquals(10, tokens.token(0));
        assertEquals(0, tokens.slotOf(0));
        assertEquals(0, tokens.slotOf(10));
        assertEquals(1, tokens.slotOf(11));
        assertEquals(2, tokens.slotOf(30));
        assertEquals(0, tokens.slotOf(31));
        assertEquals(0, tokens.slotOf(-1));
        assertEquals(3, tokens.lowerBound(31));
    }

    @Test
    void shouldHandleTokensAtTheEndsOfTheUnsignedRange() {
        final RingTokens tokens = new RingTokens(new long[] {-1, 0, Long.MIN_VALUE, Long.MAX_VALUE});
        assertEquals(0, tokens.slotOf(0));
        assertEquals(1, tokens.slotOf(1));
        assertEquals(1, tokens.slotOf(Long.MAX_VALUE));
        assertEquals(2, tokens.slotOf(Long.MIN_VALUE));
        assertEquals(3, tokens.slotOf(Long.MIN_VALUE + 1));
        assertEquals(3, tokens.slotOf(-1));
        assertEquals(-1, tokens.token(3));
    }

    @Test
    void shouldFindTheFirstOfEqualTokens() {
        final RingTokens tokens = new RingTokens(new long[] {5, 9, 5, 5, 9});
        assertEquals(0, tokens.slotOf(5));
        assertEquals(3, tokens.slotOf(6));
        assertEquals(3, tokens.slotOf(9));
        assertEquals(0, tokens.slotOf(10));
    }

    @Test
    void shouldGiveTheRangeOfEqualTokensToTheFirst() {
        final RingTokens tokens = new RingTokens(new long[] {1L << 62, 1L << 63, 1L << 63});
        assertEquals(0.75, tokens.share(0));
        assertEquals(0.25, tokens.share(1));
        assertEquals(0.0, tokens.share(2));
        final RingTokens equal = new RingTokens(new long[] {7, 7});
        assertEquals(1.0, equal.share(0));
        assertEquals(0.0, equal.share(1));
    }

    @Test
    void shouldFindATokenThatManyBucketsLieBefore() {
        final RingTokens tokens = new RingTokens(new long[] {-4, -3, -2, -1, -5});
        assertEquals(0, tokens.slotOf(0));
        assertEquals(0, tokens.slotOf(Long.MAX_VALUE));
        assertEquals(1, tokens.slotOf(-4));
        assertEquals(4, tokens.slotOf(-1));
    }

    @Test
    void shouldListOwnersInTheOrderMetFromEachToken() {
        final char[] owners = {0, 0, 1, 0, 2, 2};
        assertArrayEquals(
                new char[] {0, 1, 2, 0, 1, 2, 1, 0, 2, 0, 2, 1, 2, 0, 1, 2, 0, 1}, PreferenceLists.build(owners, 3, 3));
        assertArrayEquals(new char[] {0, 1, 0, 1, 1, 0, 0, 2, 2, 0, 2, 0}, PreferenceLists.build(owners, 3, 2));
        assertArrayEquals(owners, PreferenceLists.build(owners, 3, 1));
    }
}
