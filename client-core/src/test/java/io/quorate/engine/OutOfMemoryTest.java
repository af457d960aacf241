package io.quorate.engine;

import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import io.quorate.transport.FakeReply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reply for whose value there is no memory costs its vote, and nothing else. */
@Timeout(60)
class OutOfMemoryTest {

    private static final long WRITER = 7;

    @TempDir
    private Path folder;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldNotGiveAnOldValueANewVersion() throws IOException {
        rig.maxRetries(0).start();
        final Outcome outcome = rig.get(Rig.KEY);
        final List<FakePeer> replicas = rig.replicas(Rig.KEY);
        replicas.get(0).next().reply(value(1_000, WRITER, "old"));
        replicas.get(1).next().reply(tooLarge());
        replicas.get(2).next().reply(value(1_000, WRITER, "old"));
        outcome.assertOk();
        assertEquals(1_000, outcome.timestamp);
        assertEquals("old", outcome.value);
        rig.env.advance(60_000 * Rig.MS);
        assertTrue(replicas.stream().allMatch(peer -> peer.pending.isEmpty()), "nothing was spread that nobody wrote");
        rig.assertIdle();
    }

    @Test
    void shouldRetireWhenALateValueCannotBeTaken() throws IOException {
        rig.start();
        final Outcome outcome = rig.get(Rig.KEY);
        final List<FakePeer> replicas = rig.replicas(Rig.KEY);
        replicas.get(0).next().reply(value(1_000, WRITER, "old"));
        replicas.get(1).next().reply(value(1_000, WRITER, "old"));
        outcome.assertOk();
        replicas.get(2).next().reply(tooLarge());
        rig.assertIdle();
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED));
    }

    @Test
    void shouldRetireWhenAReplyCannotBeParked() throws IOException {
        rig.start();
        final FakeReply tooLarge = tooLarge();
        final List<FakePeer> replicas = rig.replicas(Rig.KEY);
        replicas.get(0).answer = sent -> sent.reply(tooLarge);
        replicas.get(1).answer = sent -> sent.reply(value(1_000, WRITER, "old"));
        replicas.get(2).answer = sent -> sent.reply(value(1_000, WRITER, "old"));
        rig.get(Rig.KEY).assertOk();
        rig.assertIdle();
    }

    @Test
    void shouldCountAnAckWhosePreviousValueCannotBeTakenAsOneInDoubt() throws IOException {
        rig.maxRetries(0).start();
        final Outcome outcome = rig.put(Rig.KEY, "v");
        final List<FakePeer> replicas = rig.replicas(Rig.KEY);
        final FakeReply tooLarge = stored(5, WRITER).overValue(900, WRITER, "").carryingGiant(giant());
        replicas.get(0).next().reply(tooLarge);
        replicas.get(1).next().reply(stored(5, WRITER).overAbsent());
        outcome.assertUndecided();
        replicas.get(2).next().reply(stored(5, WRITER).overAbsent());
        outcome.assertOk();
        assertEquals(0, outcome.previousTimestamp);
    }

    private FakeReply tooLarge() throws IOException {
        return FakeReply.value(2_000, WRITER, "").carryingGiant(giant());
    }

    /** No JVM makes an array of so many bytes; the file that lends them takes none. */
    private MappedByteBuffer giant() throws IOException {
        final Path path = folder.resolve("giant-" + System.nanoTime());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE);
            return file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, Integer.MAX_VALUE);
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
