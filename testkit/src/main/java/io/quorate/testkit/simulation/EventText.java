package io.quorate.testkit.simulation;

import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;

/** Names messages for the log. */
final class EventText {

    private EventText() {}

    static String key(final TestRequest request) {
        final byte[] key = new byte[request.keyLength()];
        request.bytes().get(request.keyOffset(), key);
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    /** Kind, key and version. */
    static String of(final TestRequest request) {
        final String kind =
                switch (request.kind()) {
                    case ReplicaRequest.READ -> "READ";
                    case ReplicaRequest.READ_VERSION -> "READ_VERSION";
                    case ReplicaRequest.STORE -> "STORE";
                    case ReplicaRequest.REPAIR -> "REPAIR";
                    case ReplicaRequest.RING_STATE -> "RING_STATE";
                    default -> "kind " + request.kind();
                };
        final boolean isStore = request.kind() == ReplicaRequest.STORE || request.kind() == ReplicaRequest.REPAIR;
        return kind + " " + key(request)
                + (isStore ? " version " + new Version(request.timestamp(), request.writerId()) : "");
    }

    /** Result and version. */
    static String of(final ReplicaReply reply) {
        return switch (reply.result()) {
            case ReplicaReply.ABSENT -> "ABSENT";
            case ReplicaReply.VALUE -> "VALUE" + version(reply);
            case ReplicaReply.TOMBSTONE -> "TOMBSTONE" + version(reply);
            case ReplicaReply.STORED -> "STORED" + version(reply);
            case ReplicaReply.KEPT_NEWER -> "KEPT_NEWER" + version(reply);
            case ReplicaReply.EQUAL -> "EQUAL" + version(reply);
            default -> "result " + reply.result() + version(reply);
        };
    }

    private static String version(final ReplicaReply reply) {
        return " version " + new Version(reply.timestamp(), reply.writerId());
    }
}
