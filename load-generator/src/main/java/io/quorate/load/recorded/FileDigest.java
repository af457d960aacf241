package io.quorate.load.recorded;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By what {@code run.json} knows the other files of its folder again.
 *
 * @param bytes length of the file
 * @param sha256 its digest, in hexadecimal digits
 */
public record FileDigest(long bytes, String sha256) {

    private static final String FILES = "files";
    private static final String SHA256 = "sha256";
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Reads a file from its beginning to its end.
     *
     * @param file which
     * @return what it is known by
     * @throws IOException if it cannot be read
     */
    public static FileDigest of(final Path file) throws IOException {
        final MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        final byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int read = in.read(buffer);
            while (read >= 0) {
                digest.update(buffer, 0, read);
                bytes += read;
                read = in.read(buffer);
            }
        }
        return new FileDigest(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Checks that the files of a run are those that it wrote, as far as they are there: who needs one that is not will say so.
     *
     * @param folder the run folder
     * @param run what its {@code run.json} says; a run that was cut off tells of no files, so that there is nothing to check
     * @throws IOException if a file was changed, or cannot be read; the message names it and says what to do
     */
    public static void requireUnchanged(final Path folder, final JsonObject run) throws IOException {
        final JsonElement files = run.get(FILES);
        if (files == null || !files.isJsonObject()) {
            return;
        }
        for (final Map.Entry<String, JsonElement> told : files.getAsJsonObject().entrySet()) {
            final Path file = folder.resolve(told.getKey());
            if (Files.isRegularFile(file) && told.getValue().isJsonObject()) {
                requireUnchanged(file, told.getValue().getAsJsonObject().get(SHA256));
            }
        }
    }

    private static void requireUnchanged(final Path file, final @Nullable JsonElement told) throws IOException {
        if (told != null && told.isJsonPrimitive()) {
            final String sha256 = of(file).sha256;
            if (!sha256.equals(told.getAsString())) {
                throw new IOException(file + " was changed since the run wrote it: its SHA-256 is " + sha256
                        + ", and run.json says " + told.getAsString() + "; put back the file of the run");
            }
        }
    }
}
