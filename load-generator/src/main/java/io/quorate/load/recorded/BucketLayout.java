package io.quorate.load.recorded;

import io.quorate.load.record.Histograms;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Only histograms with the same buckets add up without loss. Threads: any. */
final class BucketLayout {

    private static final Histogram OURS = Histograms.empty();

    private BucketLayout() {}

    static void require(final Histogram times) throws DataFormatException {
        if (times.getLowestDiscernibleValue() != OURS.getLowestDiscernibleValue()
                || times.getNumberOfSignificantValueDigits() != OURS.getNumberOfSignificantValueDigits()
                || times.getHighestTrackableValue() != OURS.getHighestTrackableValue()) {
            throw new DataFormatException("its histogram has other buckets (" + shown(times)
                    + ") than those of this program (" + shown(OURS)
                    + "), so that the two cannot be added without loss:"
                    + " read it with the version that wrote it");
        }
    }

    private static String shown(final Histogram times) {
        return times.getLowestDiscernibleValue() + " to " + times.getHighestTrackableValue() + " ns, "
                + times.getNumberOfSignificantValueDigits() + " digits";
    }
}
