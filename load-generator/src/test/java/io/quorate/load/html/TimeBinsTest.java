package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeBinsTest {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"1, 600, 1, 1", "60, 600, 1, 60", "600, 600, 1, 600", "601, 600, 2, 301", "1200, 600, 2, 600", "7, 3, 3, 2"})
    void shouldHaveWholeSecondsAndNoMorePartsThanAllowed(
            final int seconds, final int most, final int widthS, final int count) throws IOException {
        final TimeBins bins = TimeBins.of(run(seconds).intervals(), most);

        assertEquals(widthS * 1_000L, bins.widthMs());
        assertEquals(count, bins.count());
        assertEquals(RunFolders.START_MS, bins.startMs());
        assertEquals(RunFolders.START_MS + seconds * 1_000L, bins.endOf(count - 1));
    }

    /** Or a rate would be told from an instant. */
    @Test
    void shouldGiveTheLastPartWhatIsLeftOver() {
        final TimeBins bins = new TimeBins(0, 25_300, 1_000, 25);

        assertEquals(24, bins.at(25_150));
        assertEquals(24_000, bins.startOf(24));
        assertEquals(25_300, bins.endOf(24));
        assertEquals(1, bins.at(1_999));
        assertEquals(2_000, bins.endOf(1));
    }

    @Test
    void shouldHaveNoPartsWhenThereAreNoIntervals() {
        assertEquals(0, TimeBins.of(List.of(), 600).count());
    }

    private RecordedRun run(final int seconds) throws IOException {
        final RunFolders folder = new RunFolders(temp);
        folder.times(0, "rt.get.ok", 1).times(seconds - 1, "rt.get.ok", 1);
        folder.write(RunFolders.json("finished", ""));
        return RecordedRun.read(temp);
    }
}
