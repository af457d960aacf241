package io.quorate.transport.frame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the test vectors as files, one directory for each fuzz target, for a fuzzer to start from. */
public final class FrameFuzzSeeds {
    private FrameFuzzSeeds() {}

    /** Writes them into the directory that is named by the argument. */
    public static void main(final String[] args) throws IOException {
        for (final String target : new String[] {"RequestFrameFuzz", "ReplyFrameFuzz", "FrameRoundTripFuzz"}) {
            final Path directory = Files.createDirectories(Path.of(args[0], target));
            for (final FrameVector vector : FrameVector.all()) {
                if (target.startsWith("Frame") || vector.isOfReplies() == target.startsWith("Reply")) {
                    Files.write(directory.resolve(vector.name()), vector.bytes());
                }
            }
        }
    }
}
