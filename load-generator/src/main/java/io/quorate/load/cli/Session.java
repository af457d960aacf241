package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.engine.Preload;
import io.quorate.load.engine.Target;
import io.quorate.load.workload.Workload;
import io.quorate.metrics.ClientListener;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A target that is open for loads, until it is closed or someone presses Ctrl-C.
 *
 * <p><b>Threads.</b> One.
 */
final class Session implements AutoCloseable {

    static final int PRELOAD_CONCURRENCY = 32;
    static final String INTERRUPTED_EARLY = "interrupted before the load began";
    private static final long LONGEST_WRITE_MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    private final ClientOptions options;
    private final OutputOptions output;
    private final Interruption interruption = Interruption.listen();
    private final RunTarget opened;

    /** Opens the target. */
    Session(
            final CommandSpec spec,
            final ClientOptions options,
            final LoadTargetOptions target,
            final OutputOptions output,
            final int maxInFlight,
            final Path logs,
            final ClientListener listener)
            throws InterruptedException {
        this.options = options;
        this.output = output;
        this.opened = RunTarget.open(spec, options, target, maxInFlight, logs, output::say, listener);
    }

    Target target() {
        return opened.target();
    }

    /** The client behind the target; null if there is none. */
    @Nullable
    QuorateClient client() {
        return opened.client();
    }

    Interruption interruption() {
        return interruption;
    }

    /** What was started here and has ended by itself, for people; null if nothing has. */
    @Nullable
    String casualties() {
        return opened.casualties();
    }

    /** Writes the keys of a workload, as far as they are this generator's. Fails with {@link CommandFailure}. */
    void preload(final Workload workload, final int shard, final int shards) throws InterruptedException {
        final long startNs = System.nanoTime();
        final Preload preload = new Preload(
                        workload,
                        target(),
                        PRELOAD_CONCURRENCY,
                        options.timeout().toNanos() + LONGEST_WRITE_MARGIN_NS)
                .shard(shard, shards);
        final PreloadProgress shown = new PreloadProgress(System.err, output.style(), workload.keyCount());
        final String problem = preload.run(shown::begun, interruption::isRequested);
        shown.end();
        if (problem != null) {
            throw new CommandFailure(ExitCode.CANNOT_CONNECT, "the keys could not be written: " + problem);
        }
        if (interruption.isRequested()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, INTERRUPTED_EARLY);
        }
        output.say(String.format(
                Locale.ROOT,
                "%,d keys written in %.1f s",
                preload.written(),
                (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1)));
    }

    @Override
    public void close() {
        opened.close();
    }
}
