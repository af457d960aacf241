package io.quorate.load.cli;

import io.quorate.QuorateClientBuilder;
import io.quorate.ring.RingConfig;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command's client behaves. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ClientOptions {

    private static final Duration LEAST_DRAIN = Duration.ofSeconds(10);
    private static final long LEAST_BYTES_IN_FLIGHT = 64L << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ReachOptions reach;

    @Option(
            names = "--read-quorum",
            paramLabel = "R",
            defaultValue = "2",
            description = "Replicas that must answer a get (default: ${DEFAULT-VALUE}).")
    private int readQuorum;

    @Option(
            names = "--write-quorum",
            paramLabel = "W",
            defaultValue = "2",
            description = "Replicas that must acknowledge a put or delete (default: ${DEFAULT-VALUE}).")
    private int writeQuorum;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = Durations.class,
            description = "Deadline of an operation, retries included (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "TIME",
            defaultValue = "500ms",
            converter = Durations.class,
            description = "How long a replica may take to answer before it is asked again (default: ${DEFAULT-VALUE}).")
    private Duration attemptTimeout;

    ReachOptions reach() {
        return reach;
    }

    Duration timeout() {
        return timeout;
    }

    /** Checks what can be checked before anything is opened. */
    void check() {
        reach.check();
        final RingConfig config = reach.ring().config();
        checkQuorum("--read-quorum", readQuorum, config.replicationFactor());
        checkQuorum("--write-quorum", writeQuorum, config.replicationFactor());
        reach.checkTime("--timeout", timeout);
        reach.checkTime("--attempt-timeout", attemptTimeout);
    }

    private void checkQuorum(final String option, final int quorum, final int replicationFactor) {
        if (quorum < 1) {
            throw usage(option + "=" + quorum + " must be at least 1");
        }
        if (quorum > replicationFactor) {
            throw usage(option + "=" + quorum + " > --replication-factor=" + replicationFactor + ": lower " + option
                    + ", or raise --replication-factor to what the cluster has");
        }
    }

    /** A client that has all of these options, still without servers and transport. */
    QuorateClientBuilder client() {
        // An attempt cannot take longer than the operation that it is part of.
        final Duration attempt = timeout.compareTo(attemptTimeout) < 0 ? timeout : attemptTimeout;
        return reach.client()
                .readQuorum(readQuorum)
                .writeQuorum(writeQuorum)
                .requestTimeout(timeout)
                .attemptTimeout(attempt);
    }

    /** Gives a client room for so many operations at a time, of any size that is allowed. */
    QuorateClientBuilder limits(final QuorateClientBuilder builder, final int maxInFlight) {
        final long operationBytes =
                (long) reach.policy().maxKeyBytes() + reach.policy().maxValueBytes();
        return builder.maxInFlight(maxInFlight)
                .batchConcurrency(1)
                .maxInFlightBytes(Math.max(LEAST_BYTES_IN_FLIGHT, 2 * operationBytes * maxInFlight));
    }

    /** Adds every option with its value in force. */
    void describe(final Map<String, Object> into) {
        reach.describe(into);
        into.put("read-quorum", readQuorum);
        into.put("write-quorum", writeQuorum);
        into.put("timeout", Durations.text(timeout));
        into.put("attempt-timeout", Durations.text(attemptTimeout));
    }

    /** How long to wait at the end of a load for what is under way, which its own timeout ends. */
    Duration drain() {
        final Duration longest = timeout.plusSeconds(1);
        return longest.compareTo(LEAST_DRAIN) > 0 ? longest : LEAST_DRAIN;
    }

    /** Whether a get returns what the last acknowledged put wrote, which a load can be checked for. */
    boolean promisesNewest() {
        return readQuorum + writeQuorum > reach.ring().config().replicationFactor() && !reach.isEventual();
    }

    String quorums() {
        return "N=" + reach.ring().config().replicationFactor() + " R=" + readQuorum + " W=" + writeQuorum;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
