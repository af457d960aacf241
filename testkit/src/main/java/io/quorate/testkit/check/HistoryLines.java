package io.quorate.testkit.check;

import io.quorate.version.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes histories as JSON lines, and reads them again, for checkers and tools of others.
 *
 * <p>Each line is one operation, an object with these members, in this order:
 *
 * <table>
 *   <caption>Members of a line</caption>
 *   <tr><th>name</th><th>value</th></tr>
 *   <tr><td>{@code client}</td><td>number: who called</td></tr>
 *   <tr><td>{@code key}</td><td>string</td></tr>
 *   <tr><td>{@code operation}</td><td>{@code "get"}, {@code "put"} or {@code "delete"}</td></tr>
 *   <tr><td>{@code value}</td><td>string: what a put wrote, or a get found; null for absent, and for a delete</td></tr>
 *   <tr><td>{@code version}</td><td>string as {@link Version#toString()} writes it, or null: the write's own, or the one found; of an
 *       absent key that was deleted the tombstone's</td></tr>
 *   <tr><td>{@code invocation}</td><td>number: nanoseconds of the history's clock</td></tr>
 *   <tr><td>{@code response}</td><td>number, or null for one that has not returned</td></tr>
 *   <tr><td>{@code outcome}</td><td>{@code "ok"}, {@code "failed"} (a get: no answer; a write: not applied, and never will be) or
 *       {@code "indeterminate"} (a write: may take effect at any time, or never)</td></tr>
 * </table>
 *
 * <p>Times are whole numbers of 64 bits, more than a double holds. The characters that JSON does not allow, and halves of surrogate pairs,
 * are written as escapes, so that every history survives any encoding that knows Unicode. Values are written: take care of histories with
 * real data.
 *
 * <p><b>Threads.</b> Stateless. <b>Errors.</b> A line that is not as above (another name, twice the same, one missing, other types) is
 * refused with an {@link IllegalArgumentException} that names the line; members may stand in any order, with white space between them.
 */
public final class HistoryLines {

    private HistoryLines() {}

    /**
     * Writes a history.
     *
     * @param history what to write
     * @param out where to; not closed
     * @throws IOException if that fails
     */
    public static void write(final History history, final Appendable out) throws IOException {
        for (final Operation operation : history.operations()) {
            write(operation, out);
        }
    }

    /**
     * Writes one operation, and ends the line.
     *
     * @param operation what to write
     * @param out where to; not closed
     * @throws IOException if that fails
     */
    public static void write(final Operation operation, final Appendable out) throws IOException {
        final Version version = operation.version();
        final StringBuilder line = new StringBuilder(160).append("{\"client\":").append(operation.client());
        appendString(line.append(",\"key\":"), operation.key());
        appendString(line.append(",\"operation\":"), name(operation.kind()));
        appendString(line.append(",\"value\":"), operation.value());
        appendString(line.append(",\"version\":"), version == null ? null : version.toString());
        line.append(",\"invocation\":").append(operation.invokedNs()).append(",\"response\":");
        if (operation.returnedNs() == Operation.NEVER) {
            line.append("null");
        } else {
            line.append(operation.returnedNs());
        }
        appendString(line.append(",\"outcome\":"), name(operation.end()));
        out.append(line.append("}\n"));
    }

    /**
     * Reads a history.
     *
     * @param in lines; empty ones are skipped; not closed
     * @return the history, in the order of the lines
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if a line is not an operation
     */
    public static History read(final BufferedReader in) throws IOException {
        final History history = new History();
        int number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                try {
                    history.add(operation(FlatJson.parse(line)));
                } catch (final IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + number + " is no operation: " + e.getMessage(), e);
                }
            }
            number++;
        }
        return history;
    }

    private static Operation operation(final FlatJson members) {
        final String version = members.textOrNull("version");
        final Long response = members.numberOrNull("response");
        final Operation operation = new Operation(
                Math.toIntExact(members.number("client")),
                members.text("key"),
                constant(Operation.Kind.values(), members.text("operation")),
                members.textOrNull("value"),
                version == null ? null : Version.parse(version),
                members.number("invocation"),
                response == null ? Operation.NEVER : response,
                constant(Operation.End.values(), members.text("outcome")));
        members.end();
        return operation;
    }

    private static <E extends Enum<E>> E constant(final E[] all, final String name) {
        for (final E one : all) {
            if (name(one).equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is not one of " + List.of(all));
    }

    private static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void appendString(final StringBuilder line, final @Nullable String text) {
        if (text == null) {
            line.append("null");
            return;
        }
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || isLoneSurrogate(text, i)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    private static boolean isLoneSurrogate(final String text, final int at) {
        final char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
