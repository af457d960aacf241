package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.engine.Preload;
import io.quorate.load.target.QuorateTarget;
import io.quorate.load.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the keys of a workload, once for many runs. */
@Command(
        name = "load",
        description = {
            "Writes the keys of a workload, once for many runs.",
            "At the end it reads a sample back, and compares it with what was written. Then runs with the same --seed need not"
                    + " write the keys: the first one takes --loaded and knows what each key holds, later ones, after keys were"
                    + " written to, take --no-preload.",
            "It can be interrupted and started again with the same options, and goes on where it was: the folder keeps how far"
                    + " it is. Values depend on nothing but seed, key and how values are made, so that a key which is written twice holds"
                    + " the same; keys that are known to be written are not written again."
        },
        footer = {
            "",
            "Example:",
            "  quorate load --target a:7001,b:7001,c:7001 --keys 10M --seed 42",
            "  quorate run --target a:7001,b:7001,c:7001 --keys 10M --seed 42 --loaded",
            "",
            "Exit code 3 means that keys could not be written; 4 that a key of the sample holds nothing or something else,"
                    + " where R + W > N; 1 that keys of the sample could not be read, or the folder not be written; 130 that it was"
                    + " interrupted. After 3 and 130 the same command goes on where it was."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LoadCommand implements Callable<Integer> {

    private static final Path DEFAULT_PARENT = Path.of("runs");
    private static final String DEFAULT_NAME = "load-";
    private static final int MOST_IN_FLIGHT = 1_024;
    private static final long SAVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    /** Changes neither keys nor values, nor what it means that they are written. */
    private static final Set<String> FREE =
            Set.of("attempt-timeout", "dial-timeout", "max-in-flight", "read-quorum", "sample", "timeout");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private TargetOptions target;

    @Mixin
    private KeySpaceOptions keySpace;

    @Mixin
    private ShardOptions shard;

    @Option(
            names = "--max-in-flight",
            paramLabel = "COUNT",
            defaultValue = "32",
            converter = Numbers.Whole.class,
            description = "Keys written at a time (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;

    @Option(
            names = "--sample",
            paramLabel = "COUNT",
            defaultValue = "1000",
            converter = Numbers.Whole.class,
            description =
                    "Keys to read back at the end, evenly spread over all; 0 for none (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep how far it is (default: runs/load- and a number that stands for the options).")
    private @Nullable Path out;

    @Mixin
    private ProgressOptions progress;

    @Mixin
    private ConfigOptions config;

    private final NanoClock clock = SystemNanoClock.INSTANCE;

    @Override
    public Integer call() throws InterruptedException {
        client.check();
        target.check();
        shard.check();
        if (maxInFlight < 1 || maxInFlight > MOST_IN_FLIGHT) {
            throw usage("--max-in-flight=" + maxInFlight + " must be 1 to " + MOST_IN_FLIGHT);
        }
        if (sample < 0) {
            throw usage("--sample=" + sample + " must be at least 0");
        }
        final Workload workload = keySpace.workload(
                client.reach().policy().maxKeyBytes(),
                client.reach().policy().maxValueBytes(),
                Workload.loadRunNumber(keySpace.seed()),
                builder -> {});
        final Map<String, Object> resolved = config.resolved(Map.of("seed", String.valueOf(keySpace.seed())));
        if (config.isPrinted(resolved)) {
            return ExitCode.OK;
        }
        final LoadState state = state(workload, resolved);
        final Interruption interruption = Interruption.listen();
        say(
                "quorate %s  seed %d  %,d keys, values of %s bytes  %s",
                Version.number(), keySpace.seed(), workload.keyCount(), workload.valueSizes(), client.quorums());
        final KeySample keys = new KeySample(workload.keyCount(), shard.number(), shard.of(), sample);
        try (QuorateClient connected = target.connect(client, Math.max(maxInFlight, KeyReader.CONCURRENCY))) {
            write(connected, workload, keys, state, interruption);
            final int exitCode = readBack(connected, workload, keys, state, interruption);
            println("load: " + state.file() + ", exit code " + exitCode);
            if (exitCode == ExitCode.OK) {
                say("these keys can be used by quorate run --loaded --seed=%d", keySpace.seed());
            }
            return exitCode;
        }
    }

    private LoadState state(final Workload workload, final Map<String, Object> resolved) {
        final Map<String, Object> identity = new LinkedHashMap<>(resolved);
        identity.keySet().removeAll(FREE);
        final Path folder = out == null ? DEFAULT_PARENT.resolve(DEFAULT_NAME + ConfigOptions.runId(identity)) : out;
        final String name =
                shard.isShard() ? "load." + (shard.number() + 1) + "-of-" + shard.of() + ".json" : "load.json";
        try {
            return LoadState.open(folder, name, identity, workload.keyCount());
        } catch (final IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    (out == null ? folder : "--out=" + out) + " cannot be used for this load: " + FileProblems.of(e)
                            + (out == null ? ": name a folder by --out" : ""),
                    e);
        }
    }

    private void write(
            final QuorateClient connected,
            final Workload workload,
            final KeySample keys,
            final LoadState state,
            final Interruption interruption)
            throws InterruptedException {
        if (state.writtenBelow() > 0) {
            say(
                    state.isComplete()
                            ? "all %2$,d keys are written, says %3$s"
                            : "going on at key %1$,d of %2$,d, where %3$s was",
                    state.writtenBelow(),
                    workload.keyCount(),
                    state.file());
        }
        final int from = state.writtenBelow();
        final Preload preload = new Preload(workload, new QuorateTarget(connected), maxInFlight, longestNs())
                .shard(shard.number(), shard.of())
                .from(from);
        final PreloadProgress shown = new PreloadProgress(System.err, progress.style(), workload.keyCount());
        final long startNs = clock.nanoTime();
        final String problem;
        try {
            final Saver saver = new Saver(state, preload, clock);
            problem = preload.run(
                    key -> {
                        saver.begun();
                        shown.begun(key);
                    },
                    interruption::isRequested);
            shown.end();
            state.save(preload.writtenBelow());
        } catch (final UncheckedIOException e) {
            throw cannotWrite(state, Objects.requireNonNull(e.getCause()));
        } catch (final IOException e) {
            throw cannotWrite(state, e);
        }
        final double seconds = (clock.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
        println(String.format(
                Locale.ROOT,
                "%,d keys written in %.1f s, %,.0f/s; %,d of %,d before; %,d writes failed%s",
                preload.written(),
                seconds,
                preload.written() / seconds,
                ownBelow(from),
                keys.own(),
                preload.failures(),
                problem == null && preload.failures() > 0 ? " and were tried again" : ""));
        if (problem != null) {
            throw new CommandFailure(
                    ExitCode.CANNOT_CONNECT, "the keys could not be written: " + problem + "; " + again(state));
        }
        if (interruption.isRequested()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted; " + again(state));
        }
    }

    private int ownBelow(final int below) {
        return new KeySample(below, shard.number(), shard.of(), 0).own();
    }

    private String again(final LoadState state) {
        return "the same options with --seed=" + keySpace.seed() + " --out="
                + state.file().toAbsolutePath().getParent() + " go on where it was";
    }

    private CommandFailure cannotWrite(final LoadState state, final IOException e) {
        return new CommandFailure(
                ExitCode.FAILED, "cannot write how far it is to " + state.file() + ": " + FileProblems.of(e), e);
    }

    private int readBack(
            final QuorateClient connected,
            final Workload workload,
            final KeySample keys,
            final LoadState state,
            final Interruption interruption)
            throws InterruptedException {
        final LoadedValues judge = new LoadedValues(workload);
        final KeyReader reader = new KeyReader(connected, workload, judge, longestNs());
        if (!reader.run(keys::contains, interruption::isRequested)) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "a read had not ended after " + TimeUnit.NANOSECONDS.toMillis(longestNs())
                            + " ms: see whether the servers still answer");
        }
        if (interruption.isRequested()) {
            throw new CommandFailure(
                    ExitCode.INTERRUPTED, "interrupted; all keys are written, but the sample was not read back");
        }
        final boolean isPromised = client.promisesNewest();
        println(String.format(
                Locale.ROOT,
                "%,d keys of the sample read back: %,d lost, %,d with another value%s",
                reader.read(),
                judge.lost(),
                judge.wrong(),
                isPromised ? "" : "; these quorums promise neither"));
        judge.lines().forEach(this::println);
        if (reader.unread() > 0) {
            spec.commandLine()
                    .getErr()
                    .println(String.format(
                            Locale.ROOT,
                            "quorate: %,d keys of the sample could not be read, the first because: %s",
                            reader.unread(),
                            reader.firstProblem()));
        }
        if (isPromised && judge.lost() + judge.wrong() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("quorate: " + state.file()
                            + " says that they were written: if the keys were written to or the cluster was emptied since,"
                            + " delete it to load all again");
            return ExitCode.VIOLATION;
        }
        return reader.unread() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private long longestNs() {
        return client.timeout().toNanos() + LONGEST_MARGIN_NS;
    }

    private void println(final String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private void say(final String format, final Object... arguments) {
        progress.say(String.format(Locale.ROOT, format, arguments));
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Keeps, now and then, how far it is. Threads: one. */
    private static final class Saver {

        private final LoadState state;
        private final Preload preload;
        private final NanoClock clock;
        private long savedNs;

        Saver(final LoadState state, final Preload preload, final NanoClock clock) {
            this.state = state;
            this.preload = preload;
            this.clock = clock;
            this.savedNs = clock.nanoTime();
        }

        void begun() {
            final long nowNs = clock.nanoTime();
            if (nowNs - savedNs >= SAVE_NS) {
                savedNs = nowNs;
                try {
                    state.save(preload.writtenBelow());
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
