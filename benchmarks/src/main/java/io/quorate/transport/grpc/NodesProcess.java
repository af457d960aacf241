package io.quorate.transport.grpc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link LoopbackNodes} in a JVM of their own, with this JVM's class path. The process ends with {@link #close()}, and also when this
 * one dies, because its standard input does.
 */
final class NodesProcess implements AutoCloseable {

    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 15;

    private final Process process;
    private final List<String> addresses;
    private final List<String> tcpAddresses;

    private NodesProcess(final Process process, final String ready) {
        final String[] lists = ready.substring(LoopbackNodes.READY.length()).split(" ", -1);
        this.process = process;
        this.addresses = List.of(lists[0].split(",", -1));
        this.tcpAddresses = List.of(lists[1].split(",", -1));
    }

    static NodesProcess start(final int count) throws IOException, InterruptedException {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final Process process = new ProcessBuilder(
                        java,
                        "-Xms768m",
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoopbackNodes.class.getName(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final CompletableFuture<String> firstLine = CompletableFuture.supplyAsync(() -> readLine(process));
        try {
            final String line = firstLine.get(START_SECONDS, TimeUnit.SECONDS);
            if (!line.startsWith(LoopbackNodes.READY)) {
                throw new IOException("the nodes' process said \"" + line + "\" instead of its addresses");
            }
            return new NodesProcess(process, line);
        } catch (final ExecutionException | TimeoutException | IOException | InterruptedException e) {
            process.destroyForcibly();
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IOException("the nodes' process did not start within " + START_SECONDS + " s", e);
        }
    }

    List<String> addresses() {
        return addresses;
    }

    /** Where the same nodes are reached without gRPC. */
    List<String> tcpAddresses() {
        return tcpAddresses;
    }

    /** Processor time that the process has used so far, in steps of some milliseconds; 0 where the platform does not tell. */
    long cpuNs() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end, and kills it when it does not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        boolean ended = false;
        try {
            ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
            throw new IOException("the nodes' process did not end within " + STOP_SECONDS + " s and was killed");
        }
    }

    private static String readLine(final Process process) {
        try {
            final BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            final String line = reader.readLine();
            return line == null ? "" : line;
        } catch (final IOException e) {
            return "nothing readable: " + e;
        }
    }
}
