package io.quorate.transport.grpc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    private NodesProcess(final Process process, final List<String> addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    static NodesProcess start(final int count) throws IOException, InterruptedException {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final Process process = new ProcessBuilder(
                        java,
                        "-Xms512m",
                        "-Xmx512m",
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
            return new NodesProcess(
                    process,
                    List.of(line.substring(LoopbackNodes.READY.length()).split(",")));
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
