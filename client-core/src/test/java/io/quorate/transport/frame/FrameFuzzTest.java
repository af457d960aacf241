package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzz targets are given at first; profile {@code fuzz} goes on from there. */
class FrameFuzzTest {
    private static final int INPUTS = 2_000;
    private static final int LONGEST = 400;

    static List<FrameVector> vectors() {
        return FrameVector.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldFindNothingWhenInputIsAVector(final FrameVector vector) {
        RequestFrameFuzz.fuzzerTestOneInput(vector.bytes());
        ReplyFrameFuzz.fuzzerTestOneInput(vector.bytes());
        FrameRoundTripFuzz.fuzzerTestOneInput(vector.bytes());
    }

    @Test
    void shouldReadBackEntriesWhenInputIsRandom() {
        for (int seed = 0; seed < INPUTS; seed++) {
            final Random random = new Random(seed);
            final byte[] input = new byte[random.nextInt(LONGEST)];
            random.nextBytes(input);
            FrameRoundTripFuzz.fuzzerTestOneInput(input);
        }
    }

    @Test
    void shouldWriteSeeds(@TempDir final Path directory) throws IOException {
        FrameFuzzSeeds.main(new String[] {directory.toString()});

        assertEquals(FrameVector.all().size(), fileCount(directory.resolve("FrameRoundTripFuzz")));
        assertEquals(
                FrameVector.all().size(),
                fileCount(directory.resolve("RequestFrameFuzz")) + fileCount(directory.resolve("ReplyFrameFuzz")));
        assertEquals(
                ByteBuffer.wrap(FrameVector.all().get(1).bytes()),
                ByteBuffer.wrap(Files.readAllBytes(directory.resolve("RequestFrameFuzz/read"))));
    }

    private static long fileCount(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }
}
