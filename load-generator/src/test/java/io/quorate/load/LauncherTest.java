package io.quorate.load;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher in a copy of a source tree, with a Maven that only counts its calls and hands out a ready jar. */
class LauncherTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path temp;

    private Path root;
    private Path bin;

    @BeforeEach
    void copyLauncherIntoTree() throws IOException {
        root = Files.createDirectories(temp.resolve("a clone"));
        bin = Files.createDirectories(temp.resolve("bin"));
        Files.copy(Path.of("..", "quorate"), root.resolve("quorate"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(root.resolve(".mvn"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(
                Files.createDirectories(root.resolve("module/src/main")).resolve("A.java"), "class A {}");
        Files.writeString(root.resolve("module/pom.xml"), "<project/>");
        writeJar(temp.resolve("ready.jar"));
        writeMaven("""
                mkdir -p "$root/load-generator/target/quick"
                sleep 1
                cp "$root/../ready.jar" "$root/load-generator/target/quick/quorate.jar"
                """);
    }

    @Test
    void shouldBuildOnceWhenThreeStartAtOnce() throws Exception {
        final List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start("a", "b  c"));
        }
        for (final Process process : processes) {
            final Ended ended = end(process);
            assertEquals(0, ended.status, ended.err);
            assertEquals(process.pid() + " [a, b  c]", ended.out.trim());
        }
        assertEquals(1, builds());
    }

    @Test
    void shouldStartThroughALinkWithoutBuildingWhenNothingChanged() throws Exception {
        assertSucceeds(end(start()));
        final Path link = Files.createSymbolicLink(temp.resolve("link"), root.resolve("quorate"));

        final Ended again = end(start(link));

        assertAll(
                () -> assertEquals(0, again.status, again.err),
                () -> assertEquals("", again.err),
                () -> assertEquals(1, builds()));
    }

    @Test
    void shouldBuildAgainWhenASourceChanged() throws Exception {
        assertSucceeds(end(start()));
        Files.setLastModifiedTime(
                root.resolve("module/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(5)));

        assertSucceeds(end(start()));

        assertEquals(2, builds());
    }

    @Test
    void shouldShowTheEndOfTheLogWhenTheBuildFails() throws Exception {
        writeMaven("echo 'A.java:1 is wrong'\nexit 1\n");

        final Ended ended = end(start());

        assertAll(
                () -> assertEquals(70, ended.status),
                () -> assertTrue(ended.err.contains("A.java:1 is wrong"), ended.err),
                () -> assertEquals("", ended.out));
    }

    @Test
    void shouldSayWhatIsMissingWhenJavaIsTooOld() throws Exception {
        final Path home = Files.createDirectories(temp.resolve("old"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        executable(Files.createDirectories(home.resolve("bin")).resolve("java"), "#!/bin/sh\nexit 1\n");

        final Ended ended = end(start(root.resolve("quorate"), home));

        assertEquals(70, ended.status);
        assertTrue(ended.err.contains("is Java 11.0.2, but 17 or newer is needed"), ended.err);
        assertFalse(Files.exists(root.resolve("target")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run||-Xms256m -XX:NewSize=160m -XX:+AlwaysPreTouch",
                "doctor|-XX:+UseZGC|-Xms256m -XX:NewSize=160m -XX:+AlwaysPreTouch -XX:+UseZGC",
                "search|-Xmx64m|-Xmx64m",
                "load|-XX:MaxRAMPercentage=50|-XX:MaxRAMPercentage=50",
                "sweep|-XX:MaxHeapSize=64m|-XX:MaxHeapSize=64m",
                "node||",
                "get|-Da=b|-Da=b",
            })
    void shouldGiveLoadsTheirMemoryAtTheStartUnlessTheUserSaysWhat(
            final String command, final @Nullable String asked, final @Nullable String options) throws Exception {
        assertSucceeds(end(start()));
        final Path home = Files.createDirectories(temp.resolve("home"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        executable(Files.createDirectories(home.resolve("bin")).resolve("java"), "#!/bin/sh\necho \"$@\"\n");

        final ProcessBuilder builder = builder(root.resolve("quorate"), home, command, "-Xmx-is-no-option-here");
        builder.environment().put("QUORATE_JAVA_OPTS", asked == null ? "" : asked);
        final Ended ended = end(builder.start());

        assertSucceeds(ended);
        final String jar = "-jar " + root.resolve("target/launcher/quorate.jar");
        assertEquals(
                (options == null ? "" : options + " ") + jar + " " + command + " -Xmx-is-no-option-here",
                ended.out.trim());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void shouldLeaveTheHeapToWhatTheJvmIsToldElsewhere(final String variable) throws Exception {
        assertSucceeds(end(start()));
        final ProcessBuilder builder =
                builder(root.resolve("quorate"), Path.of(System.getProperty("java.home")), "run");
        builder.environment().put(variable, "-Xmx64m");
        assertSucceeds(end(builder.start()));
    }

    private static void assertSucceeds(final Ended ended) {
        assertEquals(0, ended.status, ended.err);
    }

    private record Ended(int status, String out, String err) {}

    private Process start(final String... arguments) throws IOException {
        return start(root.resolve("quorate"), Path.of(System.getProperty("java.home")), arguments);
    }

    private Process start(final Path launcher) throws IOException {
        return start(launcher, Path.of(System.getProperty("java.home")));
    }

    private Process start(final Path launcher, final Path javaHome, final String... arguments) throws IOException {
        return builder(launcher, javaHome, arguments).start();
    }

    private ProcessBuilder builder(final Path launcher, final Path javaHome, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUORATE_") || name.endsWith("_OPTIONS"));
        return builder;
    }

    /** What the programs here print fits into a pipe's buffer, so that nothing has to read while they run. */
    private static Ended end(final Process process) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher did not end within " + LIMIT_S + " s");
        }
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private long builds() throws IOException {
        return Files.readAllLines(temp.resolve("builds")).size();
    }

    private void writeMaven(final String build) throws IOException {
        executable(bin.resolve("mvn"), """
                #!/usr/bin/env bash
                root='%s'
                case " $* " in *' -v '*) echo 'Apache Maven 3.8.7'; exit 0 ;; esac
                echo "$*" >>"$root/../builds"
                """.formatted(root) + build);
    }

    private static void executable(final Path file, final String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void writeJar(final Path jar) throws IOException {
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, PrintPid.class.getName());
        final String entry = PrintPid.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                InputStream bytes = PrintPid.class.getClassLoader().getResourceAsStream(entry)) {
            entries.putNextEntry(new JarEntry(entry));
            bytes.transferTo(entries);
            entries.closeEntry();
        }
    }
}
