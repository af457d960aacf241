package io.quorate.transport.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A block of the file of test vectors, which lies in the module of the wire and is made without this code. */
record FrameVector(String name, String type, ByteBuffer content, List<String> lines) {
    private static final String FILE = "/quorate/v1/stream-vectors.txt";
    private static final HexFormat HEX = HexFormat.of();

    static List<FrameVector> all() {
        final List<FrameVector> vectors = new ArrayList<>();
        for (final String block : text().split("\n\n", -1)) {
            if (!block.startsWith("#")) {
                vectors.add(parse(List.of(block.strip().split("\n", -1))));
            }
        }
        return vectors;
    }

    private static FrameVector parse(final List<String> lines) {
        final String[] frame = lines.get(2).split(": ?", 2);
        return new FrameVector(
                field(lines.get(0), "name: "),
                frame[0],
                ByteBuffer.wrap(HEX.parseHex(frame[1])),
                lines.subList(3, lines.size()));
    }

    private static String text() {
        try (InputStream file = FrameVector.class.getResourceAsStream(FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(final String line, final String prefix) {
        if (!line.startsWith(prefix)) {
            throw new IllegalArgumentException(line + " does not start with " + prefix);
        }
        return line.substring(prefix.length());
    }

    boolean isOfReplies() {
        return type.endsWith("replies");
    }

    boolean isRefused() {
        return type.startsWith("refuse-");
    }

    /** Whether a writer makes these very bytes. */
    boolean isWritten() {
        return !type.contains("-");
    }

    byte[] bytes() {
        return Frames.bytes(content);
    }

    ByteBuffer frame() {
        return ByteBuffer.wrap(bytes());
    }

    ReplyEntry.Sender sender() {
        final Fields fields = new Fields(lines.get(0));
        return new ReplyEntry.Sender(
                fields.decimal("epoch"), fields.decimal("wallMs"), UUID.fromString(fields.text("incarnation")));
    }

    List<RequestEntry> requests() {
        return lines.stream()
                .map(Fields::new)
                .map(fields -> fields.kind.equals("cancel")
                        ? RequestEntry.cancel(fields.hex("call"))
                        : new RequestEntry(
                                fields.hex("call"),
                                (byte) fields.decimal("kind"),
                                (int) fields.decimal("flags"),
                                fields.decimal("timeoutUs"),
                                fields.decimal("epoch"),
                                fields.hex("timestamp"),
                                fields.hex("writer"),
                                fields.hex("id"),
                                fields.bytes("key"),
                                fields.bytes("value")))
                .toList();
    }

    List<ReplyEntry> replies() {
        final ReplyEntry.Sender sender = sender();
        return lines.subList(1, lines.size()).stream()
                .map(Fields::new)
                .map(fields -> reply(sender, fields))
                .toList();
    }

    private static ReplyEntry reply(final ReplyEntry.Sender sender, final Fields fields) {
        final long callId = fields.hex("call");
        return switch (fields.kind) {
            case "read-reply" ->
                ReplyEntry.read(
                        sender,
                        callId,
                        (int) fields.decimal("result"),
                        fields.hex("timestamp"),
                        fields.hex("writer"),
                        fields.bytes("value"));
            case "store-reply" ->
                ReplyEntry.store(
                        sender,
                        callId,
                        (int) fields.decimal("result"),
                        fields.hex("timestamp"),
                        fields.hex("writer"),
                        (int) fields.decimal("previous"),
                        fields.hex("previousTimestamp"),
                        fields.hex("previousWriter"),
                        fields.bytes("value"));
            case "failure" ->
                ReplyEntry.failure(
                        sender,
                        callId,
                        (int) fields.decimal("fate"),
                        (int) fields.decimal("code"),
                        new String(Frames.bytes(fields.bytes("detail")), StandardCharsets.UTF_8));
            case "too-large" -> ReplyEntry.tooLarge(sender, callId);
            default -> throw new IllegalArgumentException("no entry is a " + fields.kind);
        };
    }

    @Override
    public String toString() {
        return name;
    }

    /** {@code kind name=value name=value}. */
    private static final class Fields {
        private final String kind;
        private final Map<String, String> values = new HashMap<>();

        Fields(final String line) {
            final String[] words = line.split(" ", -1);
            kind = words[0];
            for (int i = 1; i < words.length; i++) {
                final String[] nameAndValue = words[i].split("=", 2);
                values.put(nameAndValue[0], nameAndValue[1]);
            }
        }

        String text(final String field) {
            if (!values.containsKey(field)) {
                throw new IllegalArgumentException("no " + field + " in " + kind + " " + values);
            }
            return values.get(field);
        }

        long decimal(final String field) {
            return Long.parseLong(text(field));
        }

        long hex(final String field) {
            return HexFormat.fromHexDigitsToLong(text(field));
        }

        ByteBuffer bytes(final String field) {
            return ByteBuffer.wrap(HEX.parseHex(text(field)));
        }
    }
}
