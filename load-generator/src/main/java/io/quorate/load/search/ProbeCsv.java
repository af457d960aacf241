package io.quorate.load.search;

import io.quorate.load.slo.Observed;
import io.quorate.load.slo.ResponseTimes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows loads to programs: a line of comma-separated values each. Times are response times of everything that was due. Threads: any. */
public final class ProbeCsv {

    /** The first line. */
    public static final String HEADER =
            "kind,rate_per_s,seconds,achieved_per_s,due,unanswered,p50_ms,p99_ms,p999_ms,verdict,early";

    private static final double NS_PER_MS = 1e6;
    static final double P50 = 50;
    static final double P99 = 99;
    static final double P999 = 99.9;

    private ProbeCsv() {}

    /**
     * One load.
     *
     * @param probe the load
     * @return a line; a time is empty where too little was answered for it
     */
    public static String row(final Probe probe) {
        final Observed observed = probe.observed();
        return String.format(
                Locale.ROOT,
                "%s,%.3f,%.3f,%.3f,%d,%d,%s,%s,%s,%s,%s",
                lower(probe.kind()),
                probe.rate(),
                observed.seconds(),
                ResponseTimes.throughput(observed, null),
                ResponseTimes.total(observed, null),
                ResponseTimes.unanswered(observed, null),
                ms(observed, P50),
                ms(observed, P99),
                ms(observed, P999),
                lower(probe.verdict()),
                lower(probe.early()));
    }

    static String lower(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Null where too little was answered for it. */
    static @Nullable Long timeNs(final Observed observed, final double percentile) {
        final long ns = ResponseTimes.percentile(observed, null, percentile);
        return ns == ResponseTimes.NEVER || ResponseTimes.total(observed, null) == 0 ? null : ns;
    }

    private static String ms(final Observed observed, final double percentile) {
        final Long ns = timeNs(observed, percentile);
        return ns == null ? "" : String.format(Locale.ROOT, "%.6f", ns / NS_PER_MS);
    }
}
