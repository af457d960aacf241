package io.quorate.load.cli;

import io.quorate.ring.KeyHash;
import io.quorate.ring.RingConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How keys are placed; the same for all clients and nodes of a cluster. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RingOptions {

    private static final int MAX_KEY_FILE_BYTES = 1_024;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "3",
            description = "Copies of each key; the same in the whole cluster (default: ${DEFAULT-VALUE}).")
    private int replicationFactor;

    @Option(
            names = "--hash",
            paramLabel = "NAME",
            defaultValue = "xxh3-64",
            description = "Hash that places keys: xxh3-64, murmur3-32, or siphash-2-4 with --hash-key-file; the same in"
                    + " the whole cluster (default: ${DEFAULT-VALUE}).")
    private String hash;

    @Option(
            names = "--hash-key-file",
            paramLabel = "FILE",
            description = "File with the secret key of the hash: 32 hexadecimal digits.")
    private @Nullable Path hashKeyFile;

    @Option(
            names = "--vnodes",
            paramLabel = "COUNT",
            defaultValue = "256",
            description = "Tokens of a node on the ring; the same in the whole cluster (default: ${DEFAULT-VALUE}).")
    private int vnodes;

    private @Nullable RingConfig config;

    /** The placement, read and checked once. */
    RingConfig config() {
        RingConfig known = config;
        if (known == null) {
            range("--replication-factor", replicationFactor, RingConfig.MAX_REPLICATION_FACTOR);
            range("--vnodes", vnodes, RingConfig.MAX_VNODES_PER_WEIGHT);
            known = new RingConfig(keyHash(), vnodes, replicationFactor);
            config = known;
        }
        return known;
    }

    /** The same options, for the command line of a node. */
    List<String> arguments() {
        final List<String> arguments = new ArrayList<>(List.of(
                "--replication-factor", Integer.toString(replicationFactor), "--hash", hash, "--vnodes", "" + vnodes));
        if (hashKeyFile != null) {
            arguments.add("--hash-key-file");
            arguments.add(hashKeyFile.toAbsolutePath().toString());
        }
        return arguments;
    }

    void describe(final Map<String, Object> into) {
        into.put("replication-factor", replicationFactor);
        into.put("hash", hash);
        into.put("vnodes", vnodes);
    }

    private KeyHash keyHash() {
        final Path file = hashKeyFile;
        if (file == null) {
            try {
                return KeyHash.byName(hash);
            } catch (final IllegalArgumentException e) {
                final String message = String.valueOf(e.getMessage());
                throw usage(
                        message.contains("needs a key")
                                ? "--hash=" + hash + " needs a key: name the file that holds it by --hash-key-file"
                                : "--" + message);
            }
        }
        final KeyHash keyed = KeyHash.keyed(key(file));
        if (!keyed.name().equals(hash)) {
            throw usage("--hash=" + hash + " takes no key: leave --hash-key-file away, or use --hash=" + keyed.name());
        }
        return keyed;
    }

    private byte[] key(final Path file) {
        try {
            if (Files.size(file) <= MAX_KEY_FILE_BYTES) {
                final byte[] key = HexFormat.of()
                        .parseHex(Files.readString(file, StandardCharsets.US_ASCII)
                                .strip());
                if (key.length == KeyHash.KEY_BYTES) {
                    return key;
                }
            }
        } catch (final IOException e) {
            throw usage("--hash-key-file=" + file + " cannot be read: " + FileProblems.of(e));
        } catch (final IllegalArgumentException e) {
            throw notAKey(file);
        }
        throw notAKey(file);
    }

    private ParameterException notAKey(final Path file) {
        return usage("--hash-key-file=" + file + " does not hold a key: it must be " + 2 * KeyHash.KEY_BYTES
                + " hexadecimal digits");
    }

    private void range(final String option, final int value, final int max) {
        if (value < 1 || value > max) {
            throw usage(option + "=" + value + " must be 1 to " + max);
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
