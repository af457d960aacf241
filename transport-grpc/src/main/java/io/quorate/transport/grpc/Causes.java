package io.quorate.transport.grpc;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in words why a dial or a call failed, as far as the status lets know. */
final class Causes {
    private static final int MAX_DEPTH = 16;
    private static final String CLOSED = "connection closed by the peer";

    /** "HTTP/" as the client's HTTP/2 decoder shows it: the peer answered with HTTP/1. */
    private static final String HTTP1_HEX = "485454502f";

    /** In gRPC's words, when the response's headers are none of a gRPC server's. */
    private static final Pattern HTTP_STATUS = Pattern.compile("HTTP status code ([0-9]{3})");

    private Causes() {}

    /** For a connection that could not be made or broke, as told by this side. */
    static String ofConnection(final Status status) {
        final Throwable cause = status.getCause();
        final String known = ofThrowable(cause);
        if (known != null) {
            return known;
        }
        final String text = described(status);
        if (text.contains(HTTP1_HEX) || text.contains("Unexpected HTTP/1")) {
            return "not a gRPC server: it speaks HTTP/1";
        }
        if (text.contains("First received frame was not SETTINGS")) {
            return "not a gRPC server: it does not speak HTTP/2";
        }
        return text.contains("Network closed") ? CLOSED : text;
    }

    /** For a handshake that failed, whoever says so. */
    static String ofHandshake(final Status status) {
        final String text = ofConnection(status);
        final Matcher http = HTTP_STATUS.matcher(text);
        if (http.find()) {
            return "not a gRPC server: it answered HTTP " + http.group(1);
        }
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return "a gRPC server, but without the service kvstore.KVStore: " + text;
        }
        return text;
    }

    /** Code and description, fit to be shown. */
    static String described(final Status status) {
        final String description = PeerText.clean(status.getDescription());
        final Throwable cause = status.getCause();
        final StringBuilder out = new StringBuilder(status.getCode().name());
        if (!description.isEmpty()) {
            out.append(": ").append(description);
        }
        if (cause != null && cause.getMessage() != null) {
            out.append(" (").append(PeerText.clean(cause.getMessage())).append(')');
        }
        return out.toString();
    }

    private static @Nullable String ofThrowable(final @Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            final String words = ofOne(cause);
            if (words != null) {
                return words;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static @Nullable String ofOne(final Throwable cause) {
        final String message = String.valueOf(cause.getMessage());
        final String lower = message.toLowerCase(Locale.ROOT);
        if (cause instanceof UnknownHostException) {
            return "unknown host: " + PeerText.clean(message);
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (lower.contains("connection refused")) {
            return "connection refused";
        }
        if (lower.contains("connection reset") || lower.contains("broken pipe")) {
            return "connection reset by the peer";
        }
        if (cause instanceof ConnectException) {
            return "cannot connect: " + PeerText.clean(message);
        }
        if (cause instanceof ClosedChannelException) {
            return CLOSED;
        }
        return null;
    }
}
