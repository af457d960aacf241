package io.quorate.testkit.simulation;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.EngineConfig;
import io.quorate.engine.OperationView;
import io.quorate.engine.Protocol;
import io.quorate.engine.QuorumEngine;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.Counter;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A simulated process with a real engine, which works on its share of a {@link Workload}. Threads: the world's. */
final class SimulatedClient {

    /** What an engine is made of; a client whose start fails starts again with new ones. */
    record Parts(SimulatedEnv env, SimulatedTransport transport) {}

    /** Told when a client has made all its operations. */
    interface DoneListener {
        void onDone();
    }

    /** Goes on when an operation is decided. */
    interface Continuation {
        void decided(boolean failed);
    }

    private static final double RESUMED = 0.5;
    private static final double MEAN_RESUME_NS = 50e6;
    private static final long START_AGAIN_NS = 500_000_000;
    private static final byte[] NO_VALUE = new byte[0];

    /** One operation under way, from its invocation to its decision. */
    private final class Pending {
        private final int lane;
        private final String key;
        private final Operation.Kind kind;
        private final @Nullable String value;
        private final long invokedNs;
        private final long timeoutNs;
        private final Continuation then;
        private long deadlineNs;
        private long pausedBeforeNs;
        /** Of a write that was sent again because its outcome was not known: the version that it keeps. */
        private @Nullable Version resumed;

        private boolean decided;

        Pending(
                final int lane,
                final String key,
                final Operation.Kind kind,
                final @Nullable String value,
                final long timeoutNs,
                final Continuation then) {
            this.lane = lane;
            this.key = key;
            this.kind = kind;
            this.value = value;
            this.invokedNs = world.stampNs();
            this.timeoutNs = timeoutNs;
            this.then = then;
            begins();
        }

        private void begins() {
            deadlineNs = world.nowNs() + timeoutNs;
            pausedBeforeNs = process.pausedNs();
            decided = false;
        }
    }

    private final DecisionHandler handler = (view, attachment) -> onDecided(view, (Pending) attachment);
    private final SimulatedWorld world;
    private final Workload workload;
    private final HistoryRecorder recorder;
    private final EngineConfig config;
    private final Protocol protocol;
    private final SimulatedProcess process;
    private final Supplier<Parts> newParts;
    private final SeededRandom random;
    private final String name;
    private final int number;
    private final DoneListener doneListener;
    private @Nullable QuorumEngine engine;
    private @Nullable Parts started;
    private int runningLanes;

    SimulatedClient(
            final SimulatedWorld world,
            final Workload workload,
            final HistoryRecorder recorder,
            final EngineConfig config,
            final Protocol protocol,
            final int number,
            final SimulatedProcess process,
            final Supplier<Parts> newParts,
            final DoneListener doneListener) {
        this.world = world;
        this.workload = workload;
        this.recorder = recorder;
        this.config = config;
        this.protocol = protocol;
        this.process = process;
        this.newParts = newParts;
        this.number = number;
        this.name = process.name();
        this.random = world.random(name);
        this.doneListener = doneListener;
    }

    String name() {
        return name;
    }

    boolean hasStarted() {
        return engine != null;
    }

    /** Starts an engine, as often as it takes, and then all lanes. */
    void start() {
        final Parts parts = newParts.get();
        final QuorumEngine starting =
                new QuorumEngine(config, parts.env(), parts.transport(), ClientListener.NONE, protocol);
        starting.start(error -> {
            if (error == null) {
                engine = starting;
                started = parts;
                startLanes();
            } else {
                // Not from inside the engine's own callback: it would close what it is still using.
                process.after(START_AGAIN_NS, () -> {
                    starting.close(0);
                    start();
                });
            }
        });
    }

    private void startLanes() {
        runningLanes = workload.lanesPerClient();
        for (int lane = 0; lane < workload.lanesPerClient(); lane++) {
            think(number * workload.lanesPerClient() + lane, workload.operationsPerLane(), false);
        }
    }

    private void think(final int lane, final int operationsLeft, final boolean afterFailure) {
        if (operationsLeft > 0) {
            process.after(workload.thinkNs(afterFailure, random), () -> invoke(lane, operationsLeft));
        } else if (--runningLanes == 0) {
            doneListener.onDone();
        }
    }

    private void invoke(final int lane, final int operationsLeft) {
        final Operation.Kind kind = workload.kind(random);
        final String value = kind == Operation.Kind.PUT ? workload.newValue(name, random) : null;
        begin(
                lane,
                workload.key(random),
                kind,
                value,
                workload.timeoutNs(random),
                failed -> think(lane, operationsLeft - 1, failed));
    }

    /** A get outside of the workload. */
    void get(final String key, final long timeoutNs, final Continuation then) {
        begin(number * workload.lanesPerClient(), key, Operation.Kind.GET, null, timeoutNs, then);
    }

    private void begin(
            final int lane,
            final String key,
            final Operation.Kind kind,
            final @Nullable String value,
            final long timeoutNs,
            final Continuation then) {
        final QuorumEngine running = engine();
        final byte[] keyBytes = key.getBytes(StandardCharsets.US_ASCII);
        final byte[] valueBytes = value == null ? NO_VALUE : workload.encode(value);
        world.trace(TraceType.INVOKE, name, kind.ordinal() ^ key.hashCode());
        world.note(() -> name + " calls " + kind + " " + key + (value == null ? "" : " := " + value));
        final Pending pending = new Pending(lane, key, kind, value, timeoutNs, then);
        recorder.invoked();
        running.begin(
                code(kind),
                keyBytes,
                0,
                keyBytes.length,
                valueBytes,
                0,
                valueBytes.length,
                kind != Operation.Kind.GET && random.below(2) == 0,
                timeoutNs,
                handler,
                pending);
    }

    private void onDecided(final OperationView view, final Pending pending) {
        try {
            world.trace(TraceType.RETURN, name, view.timestamp() ^ (view.error() == null ? 1 : 0));
            final QuorateException error = view.error();
            if (error != null) {
                world.note(() -> name + " failed: " + error);
            }
            if (pending.decided) {
                throw new IllegalStateException(
                        pending.kind + " of " + name + " on " + pending.key + " was decided twice");
            }
            pending.decided = true;
            final long pausedNs = process.pausedNs() - pending.pausedBeforeNs;
            if (world.nowNs() > pending.deadlineNs + pausedNs + SimulatedEnv.MAX_WAKE_DELAY_NS) {
                throw new IllegalStateException(pending.kind + " of " + name + " on " + pending.key + " was decided "
                        + (world.nowNs() - pending.deadlineNs) + " ns after its deadline, " + pausedNs
                        + " of them paused");
            }
            if (pending.resumed != null
                    && error instanceof QuorumNotMetException
                    && error.outcome() != Outcome.INDETERMINATE) {
                throw new IllegalStateException(pending.kind + " of " + name + " on " + pending.key
                        + " was sent before, and is now said not to be applied: " + error);
            }
            final Version open = versionToResume(error);
            if (open != null) {
                resumeSoon(pending, open);
                return;
            }
            final Operation operation = recorder.returned(
                    pending.lane,
                    pending.key,
                    pending.kind,
                    pending.value,
                    pending.invokedNs,
                    world.stampNs(),
                    pending.resumed,
                    view);
            world.note(() -> name + " is told " + operation);
        } catch (final RuntimeException e) {
            // The engine would log it and go on.
            world.fail(e);
        }
        pending.then.decided(view.error() != null);
    }

    /** Of a write whose outcome is not known its version, if this client decides to send it again. */
    private @Nullable Version versionToResume(final @Nullable QuorateException error) {
        return error != null && error.outcome() == Outcome.INDETERMINATE && random.chance(RESUMED)
                ? error.version()
                : null;
    }

    /** Sends a write again under its version, as part of the same operation: until then nobody knows how that ends. */
    private void resumeSoon(final Pending pending, final Version version) {
        process.after(random.exponential(MEAN_RESUME_NS), () -> {
            pending.resumed = version;
            pending.begins();
            world.trace(TraceType.RESUME_WRITE, name, version.timestamp());
            final String value = pending.value;
            engine().resume(
                            code(pending.kind),
                            version.timestamp(),
                            version.writerId(),
                            pending.key.getBytes(StandardCharsets.US_ASCII),
                            value == null ? NO_VALUE : workload.encode(value),
                            pending.timeoutNs,
                            handler,
                            pending);
        });
    }

    private static byte code(final Operation.Kind kind) {
        return switch (kind) {
            case GET -> QuorumEngine.GET;
            case PUT -> QuorumEngine.PUT;
            case DELETE -> QuorumEngine.DELETE;
        };
    }

    /** What should be gone when nothing is under way any more; empty when it is. */
    String leftovers() {
        final QuorumEngine running = engine();
        final int inFlight = running.metrics().gauges().inFlight();
        final long bytes = running.metrics().gauges().inFlightBytes();
        final int lingering = running.metrics().gauges().lingering();
        final int repairs = running.metrics().gauges().pendingRepairs();
        final long faults = running.metrics().value(Counter.HANDLER_FAULTS);
        final int calls = parts().transport().openCalls();
        return inFlight + bytes + lingering + repairs + faults + calls == 0 && !process.isPaused()
                ? ""
                : name + " has " + inFlight + " operations and " + bytes + " bytes in flight, " + lingering
                        + " lingering operations, " + repairs + " pending repairs, " + calls + " open sends, " + faults
                        + " handler faults" + (process.isPaused() ? ", and is paused" : "");
    }

    /** How often its timer has been woken since it started. */
    long wakeCount() {
        return parts().env().wakeCount();
    }

    void close() {
        engine().close(0);
    }

    private Parts parts() {
        if (started == null) {
            throw new IllegalStateException(name + " has not started");
        }
        return started;
    }

    private QuorumEngine engine() {
        if (engine == null) {
            throw new IllegalStateException(name + " has not started");
        }
        return engine;
    }
}
