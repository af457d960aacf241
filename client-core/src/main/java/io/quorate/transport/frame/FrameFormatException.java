package io.quorate.transport.frame;

/**
 * Thrown when bytes from a peer are not a well-formed frame. The message says what is wrong where; it never shows keys or values.
 */
public final class FrameFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean unknownVersion;

    FrameFormatException(final String message) {
        this(message, false);
    }

    FrameFormatException(final String message, final boolean unknownVersion) {
        super(message);
        this.unknownVersion = unknownVersion;
    }

    /**
     * Whether the frame may be well-formed, in a version of the format that is unknown here: a node answers it as it answers a method that
     * it does not have, so that the client goes on without streams.
     *
     * @return false: it is malformed
     */
    public boolean isUnknownVersion() {
        return unknownVersion;
    }
}
