package io.quorate;

import io.quorate.engine.EngineConfig;
import io.quorate.metrics.ClientListener;
import io.quorate.quorum.Consistency;
import io.quorate.ring.KeyHash;
import io.quorate.ring.RingConfig;
import io.quorate.time.Env;
import io.quorate.transport.Transport;
import io.quorate.validation.KeyValuePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Configures and connects a {@link QuorateClient}. Servers ({@link #target} or {@link #seeds}) and a {@link #transport} are required;
 * everything else has a default. An option that is set twice has its last value.
 *
 * <p><b>Threads.</b> Not thread-safe; {@link #connect()} blocks, nothing else does.
 *
 * <p><b>Units.</b> Durations are more than 0 and at most 24 hours.
 *
 * <p><b>Errors.</b> {@link #connect()} and {@link #connectAsync()} check all options together, and throw an {@link IllegalArgumentException} that names the
 * values that do not fit and what to change.
 *
 * <p><b>Guarantee.</b> Nothing is opened before all options are found right. Once a connect has begun, the transport belongs to the client: it
 * is closed with it, and also when connecting fails, unless {@link #closeTransport} said otherwise.
 */
public final class QuorateClientBuilder {

    private static final EngineConfig.Timing TIMING = EngineConfig.Timing.DEFAULT;
    private static final EngineConfig.Limits LIMITS = EngineConfig.Limits.DEFAULT;
    private static final int DEFAULT_QUORUM = 2;
    private static final int DEFAULT_BATCH_CONCURRENCY = 128;
    private static final int MAX_RETRIES = 100;
    private static final int MAX_IN_FLIGHT = 500_000;
    private static final int MAX_LINGERING = 250_000;
    private static final int MAX_PENDING_REPAIRS = 1_000_000;
    private static final int MAX_REPAIRS_PER_SECOND = 1_000_000;
    private static final int MAX_FAILURES_UNTIL_SICK = 1_000;

    private List<String> seeds = List.of();
    private @Nullable Transport transport;
    private boolean closeTransport = true;
    private @Nullable Env env;
    private ClientListener listener = ClientListener.NONE;

    private int replicationFactor = RingConfig.DEFAULT_REPLICATION_FACTOR;
    private int readQuorum = DEFAULT_QUORUM;
    private int writeQuorum = DEFAULT_QUORUM;
    private Consistency consistency = Consistency.QUORUM;
    private KeyHash keyHash = KeyHash.XXH3_64;
    private int vnodesPerWeight = RingConfig.DEFAULT_VNODES_PER_WEIGHT;
    private KeyValuePolicy policy = KeyValuePolicy.original();

    private Duration dialTimeout = Duration.ofNanos(TIMING.dialTimeoutNs());
    private Duration requestTimeout = Duration.ofNanos(TIMING.requestTimeoutNs());
    private Duration attemptTimeout = Duration.ofNanos(TIMING.attemptTimeoutNs());
    private int maxRetries = TIMING.maxRetries();
    private Duration backoffBase = Duration.ofNanos(TIMING.backoffBaseNs());
    private Duration backoffCap = Duration.ofNanos(TIMING.backoffCapNs());
    private Duration refreshInterval = Duration.ofNanos(TIMING.refreshIntervalNs());
    private Duration refreshGap = Duration.ofNanos(TIMING.refreshGapNs());
    private Duration probeBase = Duration.ofNanos(TIMING.probeBaseNs());
    private Duration probeCap = Duration.ofNanos(TIMING.probeCapNs());

    private int maxInFlight = LIMITS.maxInFlight();
    private long maxInFlightBytes = LIMITS.maxInFlightBytes();
    private int maxLingering = LIMITS.maxLingering();
    private int maxPendingRepairs = LIMITS.maxPendingRepairs();
    private int repairsPerSecond = LIMITS.repairsPerSecond();
    private int failuresUntilSick = LIMITS.failuresUntilSick();
    private int batchConcurrency = DEFAULT_BATCH_CONCURRENCY;

    QuorateClientBuilder() {}

    /**
     * Servers to dial first, in one text. Against Quorate nodes one that answers is enough: it names the others. Against older servers
     * the list must name all of them, as it alone places keys.
     *
     * @param hostPorts {@code host:port,host:port}; white space around a server is ignored; replaces earlier servers
     * @return this
     */
    public QuorateClientBuilder target(final String hostPorts) {
        seeds = Seeds.parse(hostPorts);
        return this;
    }

    /**
     * Servers to dial first, as {@link #target}.
     *
     * @param hostPorts each {@code host:port}; replaces earlier servers
     * @return this
     */
    public QuorateClientBuilder seeds(final List<String> hostPorts) {
        seeds = List.copyOf(hostPorts);
        return this;
    }

    /**
     * How to reach nodes.
     *
     * @param newTransport serves one client, which closes it unless {@link #closeTransport} says otherwise
     * @return this
     */
    public QuorateClientBuilder transport(final Transport newTransport) {
        transport = Objects.requireNonNull(newTransport, "transport");
        return this;
    }

    /**
     * Whether the client closes its transport. True by default.
     *
     * @param newCloseTransport false to close it yourself, after the client
     * @return this
     */
    public QuorateClientBuilder closeTransport(final boolean newCloseTransport) {
        closeTransport = newCloseTransport;
        return this;
    }

    /**
     * Clocks, random numbers and wake-ups; those of the system by default. For tests and simulations.
     *
     * @param newEnv serves one client, which starts and closes it
     * @return this
     */
    public QuorateClientBuilder env(final Env newEnv) {
        env = Objects.requireNonNull(newEnv, "env");
        return this;
    }

    /**
     * Who hears events. Nobody by default.
     *
     * @param newListener called on the client's threads; must not block
     * @return this
     */
    public QuorateClientBuilder listener(final ClientListener newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /**
     * Copies of each key, N. 3 by default. The same in the whole cluster: a client with another N does not start.
     *
     * @param n 1 to 7
     * @return this
     */
    public QuorateClientBuilder replicationFactor(final int n) {
        replicationFactor = n;
        return this;
    }

    /**
     * Replicas that must answer a get, R. 2 by default. With R + W &gt; N a get meets every earlier put; with less it may miss it, which
     * is allowed and logged.
     *
     * @param r 1 to N
     * @return this
     */
    public QuorateClientBuilder readQuorum(final int r) {
        readQuorum = r;
        return this;
    }

    /**
     * Replicas that must acknowledge a put or delete, W. 2 by default. See {@link #readQuorum}.
     *
     * @param w 1 to N
     * @return this
     */
    public QuorateClientBuilder writeQuorum(final int w) {
        writeQuorum = w;
        return this;
    }

    /**
     * What gets promise. {@link Consistency#QUORUM} by default.
     *
     * @param newConsistency for all operations of the client
     * @return this
     */
    public QuorateClientBuilder consistency(final Consistency newConsistency) {
        consistency = Objects.requireNonNull(newConsistency, "consistency");
        return this;
    }

    /**
     * Places keys on the ring. {@link KeyHash#XXH3_64} by default. The same in the whole cluster: a client with another one does not start.
     *
     * @param newKeyHash hash, with its secret if it has one
     * @return this
     */
    public QuorateClientBuilder keyHash(final KeyHash newKeyHash) {
        keyHash = Objects.requireNonNull(newKeyHash, "keyHash");
        return this;
    }

    /**
     * Places on the ring per unit of a node's weight. 256 by default. The same in the whole cluster: a client with another number does not
     * start.
     *
     * @param count 1 to 65,536
     * @return this
     */
    public QuorateClientBuilder vnodesPerWeight(final int count) {
        vnodesPerWeight = count;
        return this;
    }

    /**
     * Which keys and values are valid. {@link KeyValuePolicy#original()} by default.
     *
     * @param newPolicy checks before anything is sent
     * @return this
     */
    public QuorateClientBuilder policy(final KeyValuePolicy newPolicy) {
        policy = Objects.requireNonNull(newPolicy, "policy");
        return this;
    }

    /**
     * How long {@link #connect()} waits for the first server. 5 s by default.
     *
     * @param timeout all servers are dialled at once within it
     * @return this
     */
    public QuorateClientBuilder dialTimeout(final Duration timeout) {
        dialTimeout = Objects.requireNonNull(timeout, "dialTimeout");
        return this;
    }

    /**
     * Deadline of a whole operation, retries included. 2 s by default. {@link CallOptions#withTimeout} sets it for one call.
     *
     * @param timeout time from the call to its failure at the latest
     * @return this
     */
    public QuorateClientBuilder requestTimeout(final Duration timeout) {
        requestTimeout = Objects.requireNonNull(timeout, "requestTimeout");
        return this;
    }

    /**
     * How long one replica may take to answer one send, before it is asked again. 500 ms by default.
     *
     * @param timeout at most the request timeout
     * @return this
     */
    public QuorateClientBuilder attemptTimeout(final Duration timeout) {
        attemptTimeout = Objects.requireNonNull(timeout, "attemptTimeout");
        return this;
    }

    /**
     * How often a replica that failed is asked again, per phase of an operation and inside its deadline. 3 by default: at most 4 sends.
     *
     * @param count 0 to 100
     * @return this
     */
    public QuorateClientBuilder maxRetries(final int count) {
        maxRetries = count;
        return this;
    }

    /**
     * Pauses before retries: random between 0 and a bound that doubles with each. 10 ms and 250 ms by default.
     *
     * @param base first bound
     * @param cap largest bound, at least the first
     * @return this
     */
    public QuorateClientBuilder retryBackoff(final Duration base, final Duration cap) {
        backoffBase = Objects.requireNonNull(base, "retryBackoff base");
        backoffCap = Objects.requireNonNull(cap, "retryBackoff cap");
        return this;
    }

    /**
     * Pause between two refreshes of the ring, give or take 20 %. 30 s by default. A failing node or a stale epoch brings one at once.
     *
     * @param interval pause
     * @return this
     */
    public QuorateClientBuilder ringRefreshInterval(final Duration interval) {
        refreshInterval = Objects.requireNonNull(interval, "ringRefreshInterval");
        return this;
    }

    /**
     * Shortest pause between two refreshes of the ring, whatever asks for them. 500 ms by default.
     *
     * @param gap at most the refresh interval
     * @return this
     */
    public QuorateClientBuilder ringRefreshGap(final Duration gap) {
        refreshGap = Objects.requireNonNull(gap, "ringRefreshGap");
        return this;
    }

    /**
     * Pauses before a node that is gone or sick is dialled or probed again: doubling, with jitter, for ever. 100 ms and 10 s by default.
     *
     * @param base first pause
     * @param cap longest pause, at least the first
     * @return this
     */
    public QuorateClientBuilder probeDelay(final Duration base, final Duration cap) {
        probeBase = Objects.requireNonNull(base, "probeDelay base");
        probeCap = Objects.requireNonNull(cap, "probeDelay cap");
        return this;
    }

    /**
     * Most operations that may be undecided at a time; further ones fail at once with {@link io.quorate.error.OverloadedException}. 10,000 by
     * default.
     *
     * @param count 1 to 500,000
     * @return this
     */
    public QuorateClientBuilder maxInFlight(final int count) {
        maxInFlight = count;
        return this;
    }

    /**
     * Most key and value bytes of operations that may be undecided at a time; as {@link #maxInFlight}. 64 MiB by default.
     *
     * @param bytes at least the largest key and value that the policy allows
     * @return this
     */
    public QuorateClientBuilder maxInFlightBytes(final long bytes) {
        maxInFlightBytes = bytes;
        return this;
    }

    /**
     * Most decided operations whose late replies are awaited, for repair and health; beyond it the oldest gives them up. 4,096 by default.
     *
     * @param count 1 to 250,000
     * @return this
     */
    public QuorateClientBuilder maxLingering(final int count) {
        maxLingering = count;
        return this;
    }

    /**
     * Most read repairs that wait for their turn; beyond it they are dropped and counted. 1,024 by default.
     *
     * @param count 0 to 1,000,000; 0 turns read repair off
     * @return this
     */
    public QuorateClientBuilder maxPendingRepairs(final int count) {
        maxPendingRepairs = count;
        return this;
    }

    /**
     * Most read repairs per second. 1,000 by default.
     *
     * @param count 1 to 1,000,000
     * @return this
     */
    public QuorateClientBuilder repairsPerSecond(final int count) {
        repairsPerSecond = count;
        return this;
    }

    /**
     * Failures in a row after which a node counts as sick. 3 by default. A sick node is still asked, but retried only when a quorum needs it.
     *
     * @param count 1 to 1,000
     * @return this
     */
    public QuorateClientBuilder failuresUntilSick(final int count) {
        failuresUntilSick = count;
        return this;
    }

    /**
     * Most operations of one {@code getAll} or {@code putAll} that are undecided at a time. 128 by default.
     *
     * @param count 1 to {@link #maxInFlight}
     * @return this
     */
    public QuorateClientBuilder batchConcurrency(final int count) {
        batchConcurrency = count;
        return this;
    }

    /**
     * Connects, and waits until a server has answered.
     *
     * @return the client
     * @throws IllegalArgumentException if options do not fit
     * @throws IllegalStateException on a thread of the transport
     * @throws io.quorate.error.ConnectionFailedException if no server answered within the dial timeout; it has each server's cause
     * @throws io.quorate.error.RingMismatchException if the cluster places keys otherwise than this client would
     * @throws io.quorate.error.OperationCancelledException if the thread is interrupted
     */
    public QuorateClient connect() {
        return ClientStart.connect(check());
    }

    /**
     * Connects without waiting.
     *
     * @return future of the client, completed on a thread of the client; fails as {@link #connect()} does; cancelled, it closes what was opened
     * @throws IllegalArgumentException if options do not fit
     */
    public CompletableFuture<QuorateClient> connectAsync() {
        return ClientStart.connectAsync(check());
    }

    ClientConfig check() {
        if (transport == null) {
            throw new IllegalArgumentException(
                    "transport is missing: set it by transport(...), for example to the gRPC transport");
        }
        OptionChecks.range("replicationFactor", replicationFactor, 1, RingConfig.MAX_REPLICATION_FACTOR);
        checkQuorum("readQuorum", readQuorum);
        checkQuorum("writeQuorum", writeQuorum);
        if (consistency == Consistency.LINEARIZABLE && readQuorum + writeQuorum <= replicationFactor) {
            throw new IllegalArgumentException(
                    "consistency=LINEARIZABLE needs readQuorum=" + readQuorum + " + writeQuorum=" + writeQuorum
                            + " > replicationFactor=" + replicationFactor + ": raise one of the quorums");
        }
        return new ClientConfig(
                new EngineConfig(
                        Seeds.check(seeds),
                        new RingConfig(keyHash, vnodesPerWeight, replicationFactor),
                        readQuorum,
                        writeQuorum,
                        consistency,
                        policy,
                        checkTiming(),
                        checkLimits()),
                transport,
                closeTransport,
                env,
                listener,
                batchConcurrency);
    }

    private void checkQuorum(final String name, final int quorum) {
        OptionChecks.range(name, quorum, 1, RingConfig.MAX_REPLICATION_FACTOR);
        OptionChecks.notMore(name, quorum, "replicationFactor", replicationFactor);
    }

    private EngineConfig.Timing checkTiming() {
        final EngineConfig.Timing timing = new EngineConfig.Timing(
                OptionChecks.durationNs("dialTimeout", dialTimeout),
                OptionChecks.durationNs("requestTimeout", requestTimeout),
                OptionChecks.durationNs("attemptTimeout", attemptTimeout),
                maxRetries,
                OptionChecks.durationNs("retryBackoff base", backoffBase),
                OptionChecks.durationNs("retryBackoff cap", backoffCap),
                OptionChecks.durationNs("ringRefreshInterval", refreshInterval),
                OptionChecks.durationNs("ringRefreshGap", refreshGap),
                OptionChecks.durationNs("probeDelay base", probeBase),
                OptionChecks.durationNs("probeDelay cap", probeCap));
        OptionChecks.range("maxRetries", maxRetries, 0, MAX_RETRIES);
        OptionChecks.notLonger("attemptTimeout", attemptTimeout, "requestTimeout", requestTimeout);
        OptionChecks.notLonger("retryBackoff base", backoffBase, "retryBackoff cap", backoffCap);
        OptionChecks.notLonger("ringRefreshGap", refreshGap, "ringRefreshInterval", refreshInterval);
        OptionChecks.notLonger("probeDelay base", probeBase, "probeDelay cap", probeCap);
        return timing;
    }

    private EngineConfig.Limits checkLimits() {
        OptionChecks.range("maxInFlight", maxInFlight, 1, MAX_IN_FLIGHT);
        OptionChecks.range("maxInFlightBytes", maxInFlightBytes, 1, Long.MAX_VALUE / 2);
        OptionChecks.range("maxLingering", maxLingering, 1, MAX_LINGERING);
        OptionChecks.range("maxPendingRepairs", maxPendingRepairs, 0, MAX_PENDING_REPAIRS);
        OptionChecks.range("repairsPerSecond", repairsPerSecond, 1, MAX_REPAIRS_PER_SECOND);
        OptionChecks.range("failuresUntilSick", failuresUntilSick, 1, MAX_FAILURES_UNTIL_SICK);
        OptionChecks.range("batchConcurrency", batchConcurrency, 1, MAX_IN_FLIGHT);
        OptionChecks.notMore("batchConcurrency", batchConcurrency, "maxInFlight", maxInFlight);
        OptionChecks.notMore(
                "policy.maxKeyBytes + policy.maxValueBytes",
                (long) policy.maxKeyBytes() + policy.maxValueBytes(),
                "maxInFlightBytes",
                maxInFlightBytes);
        return new EngineConfig.Limits(
                maxInFlight, maxInFlightBytes, maxLingering, maxPendingRepairs, repairsPerSecond, failuresUntilSick);
    }
}
