package io.quorate.load.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program in a process of its own, started as the launcher starts it. */
final class Program implements AutoCloseable {

    private static final long LONG_S = 120;
    private static final int FIRST_JDK_THAT_WARNS_OF_UNSAFE = 23;

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(final Process process, final Path out, final Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Program start(final Path folder, final String... args) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-jar");
        command.add(System.getProperty("quorate.jar"));
        command.addAll(List.of(args));
        final Path out = Files.createTempFile(folder, args[0], ".out");
        final Path err = Files.createTempFile(folder, args[0], ".err");
        return new Program(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }

    static Cli.Result run(final Path folder, final String... args) throws IOException, InterruptedException {
        try (Program program = start(folder, args)) {
            return program.end();
        }
    }

    /** Waits for its end. */
    Cli.Result end() throws IOException, InterruptedException {
        if (!process.waitFor(LONG_S, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs after " + LONG_S + " s: " + out() + err());
        }
        return new Cli.Result(process.exitValue(), out(), err());
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Waits for a line on standard output. */
    Matcher awaitOut(final String pattern) throws InterruptedException {
        return await(out, pattern);
    }

    /** Waits for a line on standard error. */
    Matcher awaitErr(final String pattern) throws InterruptedException {
        return await(err, pattern);
    }

    private Matcher await(final Path file, final String pattern) throws InterruptedException {
        final Matcher[] found = new Matcher[1];
        final Pattern compiled = Pattern.compile(pattern);
        final boolean isThere = eventually(LONG_S, () -> {
            found[0] = compiled.matcher(readable(file));
            return found[0].find() || !process.isAlive();
        });
        if (!isThere || !found[0].reset(readable(file)).find()) {
            throw new AssertionError("no " + pattern + " from a program that "
                    + (process.isAlive() ? "runs" : "has ended with " + process.exitValue()) + ":\n" + readable(out)
                    + readable(err));
        }
        return found[0];
    }

    long pid() {
        return process.pid();
    }

    void signal(final String name) throws IOException, InterruptedException {
        signal(process.pid(), name);
    }

    static void signal(final long pid, final String name) throws IOException, InterruptedException {
        final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        if (!kill.waitFor(LONG_S, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("cannot send " + name + " to process " + pid);
        }
    }

    /** Ends it as a crash of the machine would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(LONG_S, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " cannot be killed");
        }
    }

    static boolean isAlive(final long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Waits for a condition; false if it does not come true in time. */
    static boolean eventually(final long limitS, final BooleanSupplier condition) throws InterruptedException {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(limitS)) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    private static String readable(final Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, if it still runs, by its process id. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
