/** The outside world of the client: clocks, randomness and wake-ups, behind one replaceable interface. */
@NullMarked
package io.quorate.time;

import org.jspecify.annotations.NullMarked;
