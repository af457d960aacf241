package io.quorate.load.merge;

import com.google.gson.JsonObject;
import io.quorate.load.report.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The worst of what the shards say of themselves.
 *
 * @param status the judgement
 * @param reasons why, with the shard that says it
 * @param exitCode the gravest of the shards', but that the objectives are judged of all of them together
 * @param state {@code finished}, {@code interrupted} if a shard was, {@code partial} if one is missing or was cut off
 * @param isWhole whether everything that the run did is here and was done at one time, so that objectives can be judged of it
 */
record MergedVerdict(Verdict.Status status, List<String> reasons, int exitCode, String state, boolean isWhole) {

    private static final int FAILED = 1;

    /** From the least to the gravest. */
    private static final List<Integer> EXIT_CODES = List.of(0, 6, 1, 2, 3, 5, 130, 4);

    static MergedVerdict of(final Collection<Shard> shards, final List<String> missing, final boolean hasObjectives) {
        Verdict.Status worst = Verdict.Status.NONE;
        int exitCode = 0;
        String state = missing.isEmpty() ? "finished" : "partial";
        final List<String> reasons = new ArrayList<>();
        for (final String label : missing) {
            reasons.add("shard " + label + " is missing");
        }
        final String apart = Beginnings.apart(shards);
        if (apart != null) {
            reasons.add(apart);
            worst = Verdict.Status.SUSPECT;
        }
        final boolean isWhole = missing.isEmpty()
                && apart == null
                && shards.stream()
                        .allMatch(shard -> shard.number() > 0
                                && !shard.isCutOff()
                                && shard.problems().isEmpty());
        if (hasObjectives && !isWhole) {
            reasons.add(
                    "the objectives are not judged, since this is not the whole of one load: what each shard found of its"
                            + " own share decides the exit code");
        }
        for (final Shard shard : shards) {
            final JsonObject verdict = Members.object(shard.json(), "verdict");
            worst = worse(worst, status(verdict));
            Members.array(verdict, "reasons")
                    .forEach(reason -> reasons.add(shard.name() + ": " + reason.getAsString()));
            if (shard.isCutOff()) {
                reasons.add(shard.name() + " was cut off: it counts up to the last second that it wrote");
                state = "partial";
            } else if (Members.text(shard.json(), "state").equals("interrupted") && state.equals("finished")) {
                state = "interrupted";
            }
            for (final String problem : shard.problems()) {
                reasons.add(problem + ", so that what is counted here is not all that it did");
                worst = worse(worst, Verdict.Status.SUSPECT);
                exitCode = graver(exitCode, FAILED);
            }
            exitCode = graver(exitCode, ownExitCode(shard, verdict, isWhole));
        }
        return new MergedVerdict(
                state.equals("partial") ? worse(worst, Verdict.Status.SUSPECT) : worst,
                List.copyOf(reasons),
                exitCode,
                state,
                isWhole);
    }

    /** Of a whole without what it is judged by itself: whether objectives were missed. */
    private static int ownExitCode(final Shard shard, final JsonObject verdict, final boolean isWhole) {
        final int code = (int) Members.number(verdict, "exitCode", 0);
        final boolean isMissed = isWhole
                && code == FAILED
                && shard.json().has(MergedJson.OBJECTIVES)
                && !Members.isTrue(Members.object(shard.json(), "load"), "aborted");
        return isMissed ? 0 : code;
    }

    /** The same, knowing also whether all shards together did what was asked. */
    MergedVerdict judged(final boolean isMissed) {
        return new MergedVerdict(status, reasons, isMissed ? graver(exitCode, FAILED) : exitCode, state, isWhole);
    }

    private static int graver(final int one, final int other) {
        return EXIT_CODES.indexOf(one) > EXIT_CODES.indexOf(other) ? one : other;
    }

    /** A shard without a verdict, or with one of a later version, is not to be trusted blindly. */
    private static Verdict.Status status(final JsonObject verdict) {
        final String name = Members.text(verdict, "status");
        for (final Verdict.Status status : Verdict.Status.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return Verdict.Status.SUSPECT;
    }

    /** The order of the values is from the best to the worst. */
    private static Verdict.Status worse(final Verdict.Status one, final Verdict.Status other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
