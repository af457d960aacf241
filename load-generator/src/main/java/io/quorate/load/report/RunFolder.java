package io.quorate.load.report;

import io.quorate.load.recorded.FileDigest;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The folder that a run leaves behind: {@code run.json}, {@code hist.hlog}, {@code timeline.csv}, {@code events.jsonl}, {@code env.json},
 * {@code summary.csv}, {@code hgrm/TAG.hgrm}, and what others put there.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> {@link IOException} with a message for people.
 */
public final class RunFolder {

    static final String JSON = "run.json";
    static final String LOG = "hist.hlog";
    static final String HGRM = "hgrm";
    static final String SUMMARY = "summary.csv";
    private static final String ENVIRONMENT = "env.json";
    private static final String NEXT = ".next";

    /** Each makes a folder one that has been used. */
    private static final List<String> RESULTS = List.of(JSON, "search.json", "sweep.json");

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final int MOST_RUNS_IN_A_SECOND = 1_000;
    private static final int HGRM_TICKS_PER_HALF = 5;
    private static final double NS_PER_MS = 1e6;

    private final Path path;

    private RunFolder(final Path path) {
        this.path = path;
    }

    /**
     * Makes a folder of a given name.
     *
     * @param path the folder; it may exist, but not with a run in it
     * @return the folder, in which files can be written
     * @throws IOException if that cannot be
     */
    public static RunFolder create(final Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (final FileAlreadyExistsException e) {
            throw new IOException("it, or a part of its path, is a file: name another folder", e);
        }
        for (final String file : RESULTS) {
            if (Files.exists(path.resolve(file))) {
                throw new IOException("there is a run in it already: name another folder, or delete that one");
            }
        }
        return writable(path);
    }

    /**
     * Makes a new folder named by the time.
     *
     * @param parent where; made if it does not exist
     * @param now the time
     * @return the folder, in which files can be written
     * @throws IOException if that cannot be
     */
    public static RunFolder createNamedBy(final Path parent, final LocalDateTime now) throws IOException {
        Files.createDirectories(parent);
        final String name = NAME.format(now);
        for (int i = 1; i <= MOST_RUNS_IN_A_SECOND; i++) {
            final Path path = parent.resolve(i == 1 ? name : name + "-" + i);
            if (isCreated(path)) {
                return writable(path);
            }
        }
        throw new IOException("folders " + name + " to " + name + "-" + MOST_RUNS_IN_A_SECOND + " exist already");
    }

    /** False if it exists: another run was started in the same second. */
    private static boolean isCreated(final Path path) throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (final FileAlreadyExistsException e) {
            return false;
        }
    }

    private static RunFolder writable(final Path path) throws IOException {
        final Path probe = Files.createTempFile(path, ".probe", "");
        Files.delete(probe);
        return new RunFolder(path);
    }

    /**
     * Where it is.
     *
     * @return the path, as it was named
     */
    public Path path() {
        return path;
    }

    /**
     * Begins {@code hist.hlog}.
     *
     * @param startWallMs when the run began, milliseconds since 1970
     * @param comment what wrote it
     * @return the log, to be closed
     * @throws IOException if it cannot be written
     */
    public HistogramLog histogramLog(final long startWallMs, final String comment) throws IOException {
        return HistogramLog.create(path.resolve(LOG), startWallMs, comment);
    }

    /**
     * Begins {@code timeline.csv}.
     *
     * @param types the operations of the load
     * @return the log, to be closed
     * @throws IOException if it cannot be written
     */
    public TimelineLog timelineLog(final List<OperationType> types) throws IOException {
        return new TimelineLog(Files.newOutputStream(path.resolve(TimelineLog.FILE)), types);
    }

    /** A file that grows. */
    LineFile lines(final String name) throws IOException {
        return new LineFile(Files.newOutputStream(path.resolve(name)));
    }

    /**
     * Writes {@code env.json}.
     *
     * @param json where the run takes place
     * @throws IOException if it cannot be written
     */
    public void writeEnvironment(final String json) throws IOException {
        write(ENVIRONMENT, json);
    }

    /**
     * Writes {@code summary.csv}.
     *
     * @param operations what came of the operations, by type
     * @param measuredNs how long load was measured
     * @throws IOException if it cannot be written
     */
    public void writeSummary(final List<OperationSummary> operations, final long measuredNs) throws IOException {
        write(SUMMARY, String.join("\n", SummaryCsv.lines(operations, measuredNs)) + "\n");
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(path.resolve(name), text);
    }

    void checkExists(final String name) throws IOException {
        if (!Files.exists(path.resolve(name))) {
            throw new NoSuchFileException(path.resolve(name).toString());
        }
    }

    /**
     * Writes {@code run.json}, whole or not at all, also when a version of it exists.
     *
     * @param json all of it
     * @throws IOException if it cannot be written
     */
    public void writeJson(final String json) throws IOException {
        writeJson(JSON, json);
    }

    /**
     * Writes the results of what is not a run, whole or not at all, also when a version of them exists.
     *
     * @param name name of the file
     * @param json all of it
     * @throws IOException if it cannot be written
     */
    public void writeJson(final String name, final String json) throws IOException {
        final Path next = path.resolve(name + NEXT);
        try {
            Files.writeString(next, json);
            Files.move(next, path.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * By what the files are known again: all but {@code run.json} itself and the logs of nodes.
     *
     * @return {@code bytes} and {@code sha256} of each, by name
     * @throws IOException if a file cannot be read
     */
    public Map<String, Object> digests() throws IOException {
        final Map<String, Object> all = new TreeMap<>();
        digests(path, "", all);
        final Path hgrm = path.resolve(HGRM);
        if (Files.isDirectory(hgrm)) {
            digests(hgrm, HGRM + "/", all);
        }
        return all;
    }

    private static void digests(final Path folder, final String prefix, final Map<String, Object> into)
            throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                final String name = prefix + file.getFileName();
                if (Files.isRegularFile(file) && !name.equals(JSON) && !name.equals(JSON + NEXT)) {
                    into.put(name, facts(FileDigest.of(file)));
                }
            }
        } catch (final DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static Map<String, Object> facts(final FileDigest digest) {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("bytes", digest.bytes());
        facts.put("sha256", digest.sha256());
        return facts;
    }

    /**
     * Writes {@code hgrm/TAG.hgrm}.
     *
     * @param times times that carry their tag
     * @throws IOException if it cannot be written
     */
    public void writeHgrm(final Histogram times) throws IOException {
        final Path folder = Files.createDirectories(path.resolve(HGRM));
        final Path file = folder.resolve(times.getTag() + ".hgrm");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
            times.outputPercentileDistribution(out, HGRM_TICKS_PER_HALF, NS_PER_MS);
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }
}
