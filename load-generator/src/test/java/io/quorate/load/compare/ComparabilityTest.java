package io.quorate.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.load.recorded.RecordedFolders;
import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seconds of two runs are taken together only if the same operations were due in them. */
class ComparabilityTest {

    @TempDir
    private Path temp;

    @Test
    void shouldKnowWhetherArrivalsWereEqual() throws IOException {
        final RecordedRun run = run("run", new RecordedFolders());
        final RecordedRun closed = run("closed", new RecordedFolders().config("closed", "8"));

        assertEqualArrivals(true, run, run("elsewhere", new RecordedFolders().config("target", "d:1,e:1,f:1")));
        assertEqualArrivals(false, run, run("seed", new RecordedFolders().config("seed", "43")));
        assertEqualArrivals(false, run, run("ramp", new RecordedFolders().config("ramp", "5s")));
        assertEqualArrivals(false, closed, closed);
    }

    private RecordedRun run(final String name, final RecordedFolders recording) throws IOException {
        return RecordedRun.read(recording.write(temp.resolve(name), RecordedFolders.gets(1, 2, 5, 1), 2));
    }

    private static void assertEqualArrivals(
            final boolean expected, final RecordedRun base, final RecordedRun candidate) {
        assertEquals(expected, Comparability.haveEqualArrivals(List.of(base), List.of(candidate)));
    }
}
