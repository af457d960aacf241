package io.quorate.load.report;

import io.quorate.load.check.Violation;
import io.quorate.load.check.ViolationSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes violations to {@code violations.jsonl} as they are found, one JSON object to a line; the file is made with the first one.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Units.</b> Nanoseconds since the load began.
 *
 * <p><b>Errors.</b> The first failure to write is kept, and thrown by {@link #close()}: what comes later is not written.
 *
 * <p><b>Guarantee.</b> Each is with the operating system when {@link #accept} returns.
 */
public final class ViolationLog implements ViolationSink, AutoCloseable {

    /** Name of the file in a run folder. */
    public static final String FILE = "violations.jsonl";

    /** What {@link JsonWriter} puts between members; within texts it writes line breaks as escapes. */
    private static final Pattern LAYOUT = Pattern.compile("\n *");

    private final Path path;
    private @Nullable OutputStream out;
    private @Nullable IOException fault;

    /**
     * Prepares the log of a run.
     *
     * @param folder the run folder, without such a file yet
     */
    public ViolationLog(final Path folder) {
        this.path = folder.resolve(FILE);
    }

    @Override
    public synchronized void accept(final Violation violation) {
        if (fault != null) {
            return;
        }
        try {
            OutputStream file = out;
            if (file == null) {
                file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                out = file;
            }
            file.write((line(violation) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            fault = e;
        }
    }

    private static String line(final Violation violation) {
        final JsonWriter json = new JsonWriter().beginObject();
        json.name("kind").value(violation.kind().label());
        json.name("key").value(violation.key());
        json.name("keyIndex").value(violation.keyIndex());
        number(json, "operation", violation.operation());
        number(json, "returnedRun", violation.run());
        number(json, "returnedWrite", violation.write());
        number(json, "acknowledgedNs", violation.ackNs());
        number(json, "newerBeganNs", violation.newerNs());
        number(json, "readBeganNs", violation.beganNs());
        number(json, "readEndedNs", violation.endedNs());
        return LAYOUT.matcher(json.endObject().toString()).replaceAll("");
    }

    private static void number(final JsonWriter json, final String name, final long number) {
        if (number != Violation.NONE) {
            json.name(name).value(number);
        }
    }

    /**
     * Ends the log.
     *
     * @throws IOException if not all could be written
     */
    @Override
    public synchronized void close() throws IOException {
        final OutputStream file = out;
        if (file != null) {
            out = null;
            file.close();
        }
        final IOException first = fault;
        if (first != null) {
            throw first;
        }
    }
}
