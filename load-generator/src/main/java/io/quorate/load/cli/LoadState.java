package io.quorate.load.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.quorate.load.report.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a load of keys is, in a file, so that another start goes on there: every key of this generator below a number was acknowledged.
 *
 * <p>It is a file and not a question to the cluster, since asking for each key takes as long as writing it, and an answer would not tell a key that was
 * acknowledged from one that has reached too few replicas. The file knows nothing of a cluster that has lost its keys since: that is what the sample at
 * the end is for. It is replaced as a whole and forced to the disk, so that it is never ahead of the acknowledgements, and behind by no more than the
 * time between two calls of {@link #save}; what was written in that time is written once more, with the same values.
 *
 * <p>{@code load.json}, of a shard {@code load.2-of-3.json}, has the members {@code schema}, {@code version}, {@code config}, {@code keys} and
 * {@code writtenBelow}. A file whose configuration would have written other keys, other values or elsewhere is refused.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> {@link IOException} with a message for people.
 */
final class LoadState {

    private static final String SCHEMA = "quorate-load/1";
    private static final String CONFIG = "config";

    private final Path file;
    private final Map<String, String> config;
    private final int keys;
    private int writtenBelow;

    private LoadState(final Path file, final Map<String, String> config, final int keys) {
        this.file = file;
        this.config = config;
        this.keys = keys;
    }

    /** Reads how far it is, from a folder that is made if there is none; the file is there afterwards. */
    static LoadState open(final Path folder, final String name, final Map<String, ?> options, final int keys)
            throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (final FileAlreadyExistsException e) {
            throw new IOException("it, or a part of its path, is a file: name another folder", e);
        }
        final Map<String, String> config = new TreeMap<>();
        options.forEach((option, value) -> config.put(option, String.valueOf(value)));
        final LoadState state = new LoadState(folder.resolve(name), config, keys);
        state.read();
        state.save(state.writtenBelow);
        return state;
    }

    private void read() throws IOException {
        final JsonObject json;
        try {
            final JsonElement root = JsonParser.parseString(Files.readString(file));
            json = root.isJsonObject() ? root.getAsJsonObject() : new JsonObject();
        } catch (final NoSuchFileException e) {
            return;
        } catch (final JsonParseException e) {
            throw new IOException(file + " is damaged: delete it to load all keys again", e);
        }
        if (!SCHEMA.equals(text(json, "schema"))) {
            throw new IOException(file + " has schema " + text(json, "schema") + ", and this program reads " + SCHEMA
                    + ": name another folder, or use the program that wrote it");
        }
        final JsonElement saved = json.get(CONFIG);
        requireAlike(saved != null && saved.isJsonObject() ? saved.getAsJsonObject() : new JsonObject());
        try {
            writtenBelow = Integer.parseInt(String.valueOf(text(json, "writtenBelow")));
        } catch (final NumberFormatException e) {
            throw new IOException(file + " is damaged: delete it to load all keys again", e);
        }
        if (writtenBelow < 0 || writtenBelow > keys) {
            throw new IOException(file + " has writtenBelow=" + writtenBelow + ", which must be 0 to " + keys
                    + ": delete it to load all keys again");
        }
    }

    private void requireAlike(final JsonObject saved) throws IOException {
        final SortedSet<String> names = new TreeSet<>(config.keySet());
        names.addAll(saved.keySet());
        for (final String name : names) {
            final String now = config.get(name);
            final String then = text(saved, name);
            if (now == null ? then != null : !now.equals(then)) {
                throw new IOException("the load in it has " + shown(name, then) + ", and this one " + shown(name, now)
                        + ": go on with the same options, or name another folder");
            }
        }
    }

    private static String shown(final String name, final @Nullable String value) {
        return value == null ? "no --" + name : "--" + name + "=" + value;
    }

    private static @Nullable String text(final JsonObject json, final String name) {
        final JsonElement value = json.get(name);
        return value == null || !value.isJsonPrimitive() ? null : value.getAsString();
    }

    Path file() {
        return file;
    }

    /** Index of the first key that is not known to be written; if there is none, the number of keys. */
    int writtenBelow() {
        return writtenBelow;
    }

    boolean isComplete() {
        return writtenBelow == keys;
    }

    /** Keeps how far it is now. */
    void save(final int newWrittenBelow) throws IOException {
        final String json = new JsonWriter()
                .beginObject()
                .name("schema")
                .value(SCHEMA)
                .name("version")
                .value(Version.number())
                .name(CONFIG)
                .beginObject()
                .members(config)
                .endObject()
                .name("keys")
                .value(keys)
                .name("writtenBelow")
                .value(newWrittenBelow)
                .endObject()
                .toString();
        final Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        writtenBelow = newWrittenBelow;
    }
}
