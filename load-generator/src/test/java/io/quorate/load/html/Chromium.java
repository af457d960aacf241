package io.quorate.load.html;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Opens pages in a Chromium that has no window, no profile and no network. */
final class Chromium {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final long LONGEST_S = 120;
    private static final int SIZE = 3_600;

    private final Path program;
    private final Path temp;

    private Chromium(final Path program, final Path temp) {
        this.program = program;
        this.temp = temp;
    }

    /** What a page became, and what Chromium said of it. */
    record Opened(String dom, String log) {

        /** A data attribute of the body, empty if there is none. */
        String body(final String attribute) {
            final String body = dom.substring(dom.indexOf("<body"), dom.indexOf('>', dom.indexOf("<body")));
            final String name = " data-" + attribute + "=\"";
            final int from = body.indexOf(name);
            return from < 0
                    ? ""
                    : body.substring(from + name.length(), body.indexOf('"', from + name.length()));
        }

        /** The lines that the page wrote to its console, errors among them. */
        List<String> console() {
            return log.lines().filter(line -> line.contains(":CONSOLE")).toList();
        }
    }

    /** The one on the path, if there is one. */
    static Optional<Chromium> find(final Path temp) {
        for (final String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (final String name : NAMES) {
                final Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return Optional.of(new Chromium(program, temp));
                }
            }
        }
        return Optional.empty();
    }

    Opened open(final Path page) throws IOException, InterruptedException {
        final Path dom = temp.resolve("dom");
        final Path log = temp.resolve("log");
        run(dom, log, List.of("--dump-dom", page.toUri().toString()));
        return new Opened(Files.readString(dom), new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1));
    }

    Path screenshot(final Path page, final boolean isDark) throws IOException, InterruptedException {
        final Path png = temp.resolve(isDark ? "dark.png" : "light.png");
        run(
                temp.resolve("out"),
                temp.resolve("log"),
                List.of(
                        "--window-size=1280," + SIZE,
                        "--hide-scrollbars",
                        "--blink-settings=preferredColorScheme=" + (isDark ? 0 : 1),
                        "--screenshot=" + png,
                        page.toUri().toString()));
        return png;
    }

    private void run(final Path out, final Path log, final List<String> options)
            throws IOException, InterruptedException {
        final Path profile = Files.createTempDirectory("quorate-chromium");
        final List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--user-data-dir=" + profile));
        command.addAll(options);
        final Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            Assertions.assertTrue(process.waitFor(LONGEST_S, TimeUnit.SECONDS), "Chromium did not end");
            Assertions.assertEquals(0, process.exitValue(), () -> "Chromium failed, see " + log);
        } finally {
            process.destroyForcibly().waitFor();
            delete(profile);
        }
    }

    /** As far as it goes: what Chromium leaves behind may still write there. */
    private static void delete(final Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (final IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
