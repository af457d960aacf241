package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.node.NodeConfig;
import io.quorate.quorum.Consistency;
import io.quorate.ring.RingConfig;
import io.quorate.transport.Transport;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import io.quorate.transport.grpc.LegacyServers;
import io.quorate.validation.KeyValuePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command's client finds its cluster, and which keys it knows; all that is needed where no operation is sent. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReachOptions {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private RingOptions ring;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            defaultValue = "quorum",
            description =
                    "quorum: a get answers what enough replicas hold; eventual: the newest of R replies; linearizable:"
                            + " puts also ask first what is newest, for which nodes need --linearizable-puts"
                            + " (default: ${DEFAULT-VALUE}).")
    private Consistency consistency;

    @Option(
            names = "--dial-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to wait for the first server (default: ${DEFAULT-VALUE}).")
    private Duration dialTimeout;

    @Option(
            names = "--legacy",
            paramLabel = "KIND",
            defaultValue = "probe",
            description = "What servers that are no Quorate nodes do with timestamps: honouring keeps them, stamping"
                    + " replaces them, probe finds out by a reserved key (default: ${DEFAULT-VALUE}).")
    private LegacyServers legacy;

    @Option(
            names = "--binary",
            description =
                    "Take keys and values of any bytes, up to 256 bytes and 1 MiB; without it keys are up to 128 and"
                            + " values up to 2048 bytes of printable ASCII, keys without [ and ], values not uuencoded.")
    private boolean binary;

    RingOptions ring() {
        return ring;
    }

    /** Which keys and values are valid. */
    KeyValuePolicy policy() {
        return binary
                ? KeyValuePolicy.binary(NodeConfig.DEFAULT_MAX_KEY_BYTES, NodeConfig.DEFAULT_MAX_VALUE_BYTES)
                : KeyValuePolicy.original();
    }

    /** The bytes of a key, if it is valid. */
    byte[] key(final String text) {
        final byte[] key = text.getBytes(StandardCharsets.UTF_8);
        checkText(policy().validateKey(key, 0, key.length));
        return key;
    }

    /** The bytes of a value, if it is valid. */
    byte[] value(final String text) {
        final byte[] value = text.getBytes(StandardCharsets.UTF_8);
        checkText(policy().validateValue(value, 0, value.length));
        return value;
    }

    private void checkText(final @Nullable String problem) {
        if (problem != null) {
            throw usage(problem.replace("KeyValuePolicy.binary", "--binary"));
        }
    }

    Duration dialTimeout() {
        return dialTimeout;
    }

    /** Whether puts are linearizable, which the nodes have to know. */
    boolean linearizablePuts() {
        return consistency == Consistency.LINEARIZABLE;
    }

    /** Whether gets settle for the newest of R replies. */
    boolean isEventual() {
        return consistency == Consistency.EVENTUAL;
    }

    /** Checks what can be checked before anything is opened. */
    void check() {
        ring.config();
        checkTime("--dial-timeout", dialTimeout);
    }

    void checkTime(final String option, final Duration time) {
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw usage(option + "=" + Durations.text(time) + " must be at least 1ms and at most 24h");
        }
    }

    /** A transport over the network. */
    Transport grpc(final int maxInFlightPerNode, final Duration longestDial) {
        return GrpcTransport.create(GrpcTransportOptions.builder()
                .dialTimeout(longestDial)
                .maxInFlightPerNode(maxInFlightPerNode)
                .legacyServers(legacy)
                .build());
    }

    /** A client that finds the cluster, still without servers and transport; its quorums are majorities. */
    QuorateClientBuilder client() {
        final RingConfig config = ring.config();
        final int majority = config.replicationFactor() / 2 + 1;
        return QuorateClient.builder()
                .replicationFactor(config.replicationFactor())
                .keyHash(config.hash())
                .vnodesPerWeight(config.vnodesPerWeight())
                .readQuorum(majority)
                .writeQuorum(majority)
                .consistency(consistency)
                .policy(policy())
                .dialTimeout(dialTimeout);
    }

    /** Adds every option with its value in force. */
    void describe(final Map<String, Object> into) {
        ring.describe(into);
        into.put("consistency", consistency.name().toLowerCase(Locale.ROOT));
        into.put("dial-timeout", Durations.text(dialTimeout));
        into.put("binary", binary);
        into.put("legacy", legacy.name().toLowerCase(Locale.ROOT));
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
