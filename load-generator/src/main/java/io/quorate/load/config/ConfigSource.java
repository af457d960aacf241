package io.quorate.load.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a configuration file, and messages about it. */
record ConfigSource(String name, String text) {

    private static final int MEBIBYTE = 1 << 20;

    /** Results of runs are longer than what people write. */
    private static final int MAX_JSON_MEBIBYTES = 64;

    private static final String JSON = ".json";

    static ConfigSource read(final String name) {
        try {
            final Path file = Path.of(name);
            if (Files.isDirectory(file)) {
                throw new ConfigException(
                        name + " is a folder: name the file in it, for example " + file.resolve("run.json"));
            }
            final int mebibytes = name.endsWith(JSON) ? MAX_JSON_MEBIBYTES : 1;
            final byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(mebibytes * MEBIBYTE + 1);
            }
            if (bytes.length > mebibytes * MEBIBYTE) {
                throw new ConfigException(name + " has more than " + mebibytes + " MiB, which no configuration needs");
            }
            return new ConfigSource(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (final CharacterCodingException e) {
            throw new ConfigException(name + " is not text in UTF-8", e);
        } catch (final NoSuchFileException | InvalidPathException e) {
            throw new ConfigException(name + " cannot be read: there is no such file", e);
        } catch (final AccessDeniedException e) {
            throw new ConfigException(name + " cannot be read: no permission", e);
        } catch (final IOException e) {
            final String reason = e instanceof FileSystemException problem ? problem.getReason() : e.getMessage();
            throw new ConfigException(name + " cannot be read: " + reason, e);
        }
    }

    boolean isJson() {
        return name.endsWith(JSON);
    }

    ConfigException bad(final int line, final String problem) {
        return new ConfigException(at(line) + ": " + problem);
    }

    /** For example {@code x.yaml:3}. */
    String at(final int line) {
        return line == 0 ? name : name + ":" + line;
    }
}
