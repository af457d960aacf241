package io.quorate.load.compare;

import org.jspecify.annotations.Nullable;

/**
 * How one metric of one type of operation changed.
 *
 * @param type type of operation, for example {@code get}
 * @param metric the metric
 * @param before its value on the base side: nanoseconds, operations per second, or a share
 * @param after its value on the candidate's side
 * @param change what it changed by: a share of the value before, for errors a difference; NaN if there is no value before
 * @param least the lower end of the interval of the change, NaN if there is too little to tell
 * @param most its upper end
 * @param tolerance how much worse it may become
 * @param decides whether the outcome of the comparison depends on it
 * @param judgement what the interval says
 * @param need what would make it conclusive, for people; null if it is
 */
public record ComparedMetric(
        String type,
        Metric metric,
        double before,
        double after,
        double change,
        double least,
        double most,
        double tolerance,
        boolean decides,
        Judgement judgement,
        @Nullable String need) {}
