package io.quorate.transport.grpc;

/**
 * Guesses whether the next value that is read will be too large for a frame, so that it is asked for by a unary call at once.
 *
 * <p>A wrong guess costs a round trip one way, and the price of a unary call the other, which for a small value is the greater loss by far: so
 * nearly all values have to be large before it guesses so. One read in some then still tries the stream, to notice when that has changed.
 *
 * <p>Answers are told on one thread; any thread asks.
 */
final class LargeReads {
    private static final int MANY = 32;
    private static final int MOST = 64;
    private static final int SMALL_COUNTS_FOR = 8;
    private static final int TRY_ONE_IN = 16;

    private volatile int score;

    /** Threads may lose each other's steps, which only moves the tries. */
    private int turn;

    /** Whether to do without the stream for the next read. */
    boolean expected() {
        return score >= MANY && ++turn % TRY_ONE_IN != 0;
    }

    void sawLarge() {
        final int before = score;
        if (before < MOST) {
            score = before + 1;
        }
    }

    void sawSmall() {
        final int before = score;
        if (before > 0) {
            score = Math.max(0, before - SMALL_COUNTS_FOR);
        }
    }
}
