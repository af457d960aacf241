package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes text that a peer supplied fit for messages and logs: no control characters, bounded, without the value of the request. */
final class PeerText {
    /** The longest text that is passed on. */
    static final int MAX_CHARS = 256;

    private static final String CUT = "...";
    private static final String VALUE = "[value]";

    /** Shorter values are left alone: they would be found inside ordinary words. */
    private static final int MIN_VALUE_BYTES = 4;

    private PeerText() {}

    static String clean(final @Nullable String text) {
        return clean(text, ByteString.EMPTY);
    }

    /** A server may quote what it refuses; values never appear in messages, so they are taken out before the text is cut. */
    static String clean(final @Nullable String text, final ByteString value) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        final String shown =
                value.size() < MIN_VALUE_BYTES ? text : text.replace(value.toString(StandardCharsets.UTF_8), VALUE);
        final StringBuilder out = new StringBuilder(Math.min(shown.length(), MAX_CHARS + CUT.length()));
        for (int i = 0; i < shown.length(); i++) {
            if (out.length() == MAX_CHARS) {
                return out.append(CUT).toString();
            }
            final char c = shown.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return out.toString();
    }
}
