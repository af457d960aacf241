package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a run folder, some of which an older run, or one that was cut off, does not have. */
final class RunFiles {

    private static final String HASH = "sha256";

    private final Path folder;

    RunFiles(final Path folder) {
        this.folder = folder;
    }

    /** The lines of a file that is text; none if there is no such file. */
    List<String> lines(final String name) throws IOException {
        final Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        // A line that was cut off may end within a character, which this replaces.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /**
     * What is in the folder, in the order of names, but not the report itself; a folder in it with the sizes of its files added up. What the run
     * told of its files adds their hashes.
     */
    JsonArray json(final @Nullable JsonObject told) throws IOException {
        final JsonArray files = new JsonArray();
        for (final Path path : sorted(folder)) {
            final String name = path.getFileName().toString();
            if (name.startsWith(HtmlReport.FILE)) {
                continue;
            }
            final JsonObject file = new JsonObject();
            if (Files.isDirectory(path)) {
                final List<Path> inner = sorted(path);
                long bytes = 0;
                for (final Path each : inner) {
                    bytes += Files.isRegularFile(each) ? Files.size(each) : 0;
                }
                file.addProperty("name", name + "/");
                file.addProperty("files", inner.size());
                file.addProperty("bytes", bytes);
            } else {
                file.addProperty("name", name);
                file.addProperty("bytes", Files.size(path));
                final String hash = Members.text(Members.object(told, name), HASH);
                if (hash != null) {
                    file.addProperty(HASH, hash);
                }
            }
            files.add(file);
        }
        return files;
    }

    private static List<Path> sorted(final Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return new ArrayList<>(paths.sorted().toList());
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
