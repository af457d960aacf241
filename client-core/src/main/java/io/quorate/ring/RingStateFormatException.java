package io.quorate.ring;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when bytes or text from another node are not a well-formed ring state or fingerprint. The message says what is wrong
 * where; it never shows more than a few bytes of the input.
 */
public final class RingStateFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RingStateFormatException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
