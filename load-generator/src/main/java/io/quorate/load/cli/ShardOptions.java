package io.quorate.load.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which of several generators this is. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ShardOptions {

    private static final int MAX_SHARDS = 1_024;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})/([0-9]{1,4})");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--shard",
            paramLabel = "K/N",
            description =
                    "Be the K-th of N generators that make one load together, each on keys of its own: start all with"
                            + " the same options and seed, and put their runs together with quorate merge.")
    private @Nullable String shard;

    boolean isShard() {
        return shard != null;
    }

    /** As it was given; null if it was not. */
    @Nullable
    String text() {
        return shard;
    }

    /** Checks what can be checked before anything is opened. */
    void check() {
        numbers();
    }

    /** Which generator this is, from 0. */
    int number() {
        return numbers()[0] - 1;
    }

    /** How many there are. */
    int of() {
        return numbers()[1];
    }

    private int[] numbers() {
        if (shard == null) {
            return new int[] {1, 1};
        }
        final Matcher matcher = FORM.matcher(shard);
        if (!matcher.matches()) {
            throw usage("--shard=" + shard + " must be two numbers, for example 1/4 for the first of four generators");
        }
        final int k = Integer.parseInt(matcher.group(1));
        final int n = Integer.parseInt(matcher.group(2));
        if (k < 1 || k > n || n > MAX_SHARDS) {
            throw usage(
                    "--shard=" + shard + ": the first number must be 1 to the second, which is at most " + MAX_SHARDS);
        }
        return new int[] {k, n};
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
