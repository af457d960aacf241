package io.quorate.transport.frame;

/** Thrown when bytes from a peer are not a well-formed frame. The message says what is wrong where; it never shows keys or values. */
public final class FrameFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    FrameFormatException(final String message) {
        super(message);
    }
}
