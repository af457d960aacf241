package io.quorate.load.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node in a process of its own, which ends when this one ends, however that comes: its standard input is a pipe from here, and it stops
 * when the pipe closes.
 *
 * <p><b>Threads.</b> Thread-safe; starting and stopping wait for a bounded time.
 */
final class NodeProcess {

    /** The line that a node prints when it serves starts so. */
    static final String READY = "listening on ";

    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final int LOG_LINES_SHOWN = 5;
    private static final long SIGNAL_WAIT_MS = 2_000;

    private final String name;
    private final Process process;
    private final Path log;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean isListening;

    private NodeProcess(final String name, final Process process, final Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static NodeProcess start(final String name, final List<String> command, final Path log) throws IOException {
        final Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        final NodeProcess node = new NodeProcess(name, process, log);
        final Thread reader = new Thread(node::read, "quorate-node-output");
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the node serves; false if it has ended, or has not come so far in time. */
    boolean awaitReady(final long timeoutNs) throws InterruptedException {
        return ready.await(Math.max(0, timeoutNs), TimeUnit.NANOSECONDS) && isListening;
    }

    /** Why it does not serve, for people. */
    String problem() {
        return (process.isAlive() ? "it did not start in time" : "it ended with exit code " + process.exitValue())
                + lastWords();
    }

    /** Asks it to stop, by closing its standard input. Does not wait. */
    void askToStop() {
        try {
            process.getOutputStream().close();
        } catch (final IOException e) {
            LOG.debug("closing the standard input of node {} failed", name, e);
        }
    }

    /** Ends it by force. Does not wait. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits until it has ended; with force where it does not end by itself. Tells if not even that helped. */
    void awaitEnd(final long timeoutNs) throws InterruptedException {
        if (process.waitFor(Math.max(0, timeoutNs), TimeUnit.NANOSECONDS)) {
            return;
        }
        process.destroy();
        if (process.waitFor(SIGNAL_WAIT_MS, TimeUnit.MILLISECONDS)) {
            return;
        }
        process.destroyForcibly();
        if (!process.waitFor(SIGNAL_WAIT_MS, TimeUnit.MILLISECONDS)) {
            LOG.warn("node {} does not end: end process {} by hand", name, process.pid());
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith(READY)) {
                    isListening = true;
                    ready.countDown();
                }
                line = lines.readLine();
            }
        } catch (final IOException e) {
            LOG.debug("the output of node {} ended", name, e);
        } finally {
            ready.countDown();
        }
    }

    private String lastWords() {
        final @Nullable List<String> lines = logLines();
        if (lines == null || lines.isEmpty()) {
            return "";
        }
        final List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return ": " + String.join(" / ", last);
    }

    private @Nullable List<String> logLines() {
        try {
            return Files.readAllLines(log, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            LOG.debug("cannot read {}", log, e);
            return null;
        }
    }
}
