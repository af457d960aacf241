package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.engine.EngineConfig;
import io.quorate.metrics.ClientListener;
import io.quorate.quorum.Consistency;
import io.quorate.ring.KeyHash;
import io.quorate.ring.RingConfig;
import io.quorate.validation.KeyValuePolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuorateClientBuilderTest {

    private static final NoopTransport TRANSPORT = NoopTransport.ofThreeNodes();

    @Test
    void shouldHaveTheDefaultsOfTheOriginal() {
        final ClientConfig config = valid().check();
        final EngineConfig engine = config.engine();
        assertEquals(List.of("a:1", "b:1", "c:1"), engine.seeds());
        assertEquals(RingConfig.DEFAULT, engine.ring());
        assertEquals(3, engine.ring().replicationFactor());
        assertEquals(2, engine.readQuorum());
        assertEquals(2, engine.writeQuorum());
        assertEquals(Consistency.QUORUM, engine.consistency());
        assertSame(KeyValuePolicy.original(), engine.policy());
        assertEquals(EngineConfig.Timing.DEFAULT, engine.timing());
        assertEquals(EngineConfig.Limits.DEFAULT, engine.limits());
        assertEquals(5_000_000_000L, engine.timing().dialTimeoutNs());
        assertEquals(2_000_000_000L, engine.timing().requestTimeoutNs());
        assertEquals(500_000_000L, engine.timing().attemptTimeoutNs());
        assertEquals(3, engine.timing().maxRetries());
        assertSame(TRANSPORT, config.transport());
        assertTrue(config.closeTransport());
        assertNull(config.env());
        assertSame(ClientListener.NONE, config.listener());
        assertEquals(128, config.batchConcurrency());
    }

    @Test
    void shouldPassEveryOptionOn() {
        final ManualEnv env = new ManualEnv();
        final RecordingListener listener = new RecordingListener(false);
        final KeyValuePolicy policy = KeyValuePolicy.binary(100, 200);
        final ClientConfig config = valid().seeds(List.of("x:7", "[::1]:8"))
                .closeTransport(false)
                .env(env)
                .listener(listener)
                .replicationFactor(5)
                .readQuorum(4)
                .writeQuorum(1)
                .consistency(Consistency.EVENTUAL)
                .keyHash(KeyHash.MURMUR3_32)
                .vnodesPerWeight(17)
                .policy(policy)
                .dialTimeout(Duration.ofNanos(11))
                .requestTimeout(Duration.ofNanos(13))
                .attemptTimeout(Duration.ofNanos(12))
                .maxRetries(14)
                .retryBackoff(Duration.ofNanos(15), Duration.ofNanos(16))
                .ringRefreshInterval(Duration.ofNanos(18))
                .ringRefreshGap(Duration.ofNanos(17))
                .probeDelay(Duration.ofNanos(19), Duration.ofNanos(20))
                .maxInFlight(31)
                .maxInFlightBytes(3_200)
                .maxLingering(33)
                .maxPendingRepairs(34)
                .repairsPerSecond(35)
                .failuresUntilSick(36)
                .batchConcurrency(30)
                .check();
        assertEquals(
                new EngineConfig(
                        List.of("x:7", "[::1]:8"),
                        new RingConfig(KeyHash.MURMUR3_32, 17, 5),
                        4,
                        1,
                        Consistency.EVENTUAL,
                        policy,
                        new EngineConfig.Timing(11, 13, 12, 14, 15, 16, 18, 17, 19, 20),
                        new EngineConfig.Limits(31, 3_200, 33, 34, 35, 36)),
                config.engine());
        assertSame(env, config.env());
        assertSame(listener, config.listener());
        assertEquals(30, config.batchConcurrency());
        assertEquals(false, config.closeTransport());
    }

    @Test
    void shouldKeepTheLastValueOfAnOptionThatIsSetTwice() {
        final EngineConfig engine = valid().readQuorum(9)
                .readQuorum(1)
                .target("a:1,b:1")
                .target(" c:1 , d:1 ")
                .check()
                .engine();
        assertEquals(1, engine.readQuorum());
        assertEquals(List.of("c:1", "d:1"), engine.seeds());
    }

    @Test
    void shouldCheckQuorumsAgainstTheReplicationFactorThatIsSetLast() {
        valid().readQuorum(5).writeQuorum(5).replicationFactor(5).check();
        valid().replicationFactor(1).readQuorum(1).writeQuorum(1).check();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        b -> b.readQuorum(4),
                        "readQuorum=4 > replicationFactor=3: lower readQuorum or raise replicationFactor"),
                mistake(
                        b -> b.writeQuorum(4),
                        "writeQuorum=4 > replicationFactor=3: lower writeQuorum or raise replicationFactor"),
                mistake(
                        b -> b.replicationFactor(1),
                        "readQuorum=2 > replicationFactor=1: lower readQuorum or raise replicationFactor"),
                mistake(b -> b.replicationFactor(8), "replicationFactor=8 must be 1 to 7"),
                mistake(b -> b.replicationFactor(0), "replicationFactor=0 must be 1 to 7"),
                mistake(b -> b.readQuorum(0), "readQuorum=0 must be 1 to 7"),
                mistake(b -> b.writeQuorum(-1), "writeQuorum=-1 must be 1 to 7"),
                mistake(b -> b.vnodesPerWeight(0), "vnodesPerWeight=0 must be 1 to 65536"),
                mistake(
                        b -> b.attemptTimeout(Duration.ofSeconds(3)),
                        "attemptTimeout=PT3S > requestTimeout=PT2S: lower attemptTimeout or raise requestTimeout"),
                mistake(b -> b.requestTimeout(Duration.ofMillis(400)), "attemptTimeout=PT0.5S > requestTimeout=PT0.4S"),
                mistake(
                        b -> b.requestTimeout(Duration.ZERO),
                        "requestTimeout=PT0S must be more than 0, and at most 24 hours"),
                mistake(b -> b.dialTimeout(Duration.ofMillis(-1)), "dialTimeout=PT-0.001S must be more than 0"),
                mistake(
                        b -> b.dialTimeout(Duration.ofHours(25)),
                        "dialTimeout=PT25H must be more than 0, and at most 24 hours"),
                mistake(
                        b -> b.dialTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                        "must be more than 0, and at most 24 hours"),
                mistake(b -> b.attemptTimeout(Duration.ZERO), "attemptTimeout=PT0S must be"),
                mistake(b -> b.maxRetries(-1), "maxRetries=-1 must be 0 to 100"),
                mistake(
                        b -> b.retryBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        "retryBackoff base=PT2S > retryBackoff cap=PT1S"),
                mistake(
                        b -> b.ringRefreshGap(Duration.ofSeconds(31)),
                        "ringRefreshGap=PT31S > ringRefreshInterval=PT30S"),
                mistake(
                        b -> b.probeDelay(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        "probeDelay base=PT2S > probeDelay cap=PT1S"),
                mistake(b -> b.maxInFlight(0), "maxInFlight=0 must be 1 to 500000"),
                mistake(b -> b.maxInFlightBytes(0), "maxInFlightBytes=0 must be 1 to"),
                mistake(
                        b -> b.maxInFlightBytes(2_175),
                        "policy.maxKeyBytes + policy.maxValueBytes=2176 > maxInFlightBytes=2175"),
                mistake(b -> b.maxLingering(0), "maxLingering=0 must be 1 to 250000"),
                mistake(b -> b.maxPendingRepairs(-1), "maxPendingRepairs=-1 must be 0 to 1000000"),
                mistake(b -> b.repairsPerSecond(0), "repairsPerSecond=0 must be 1 to 1000000"),
                mistake(b -> b.failuresUntilSick(0), "failuresUntilSick=0 must be 1 to 1000"),
                mistake(b -> b.batchConcurrency(0), "batchConcurrency=0 must be 1 to 500000"),
                mistake(
                        b -> b.maxInFlight(100),
                        "batchConcurrency=128 > maxInFlight=100: lower batchConcurrency or raise maxInFlight"),
                mistake(b -> b.seeds(List.of()), "seeds is empty: name at least one server as host:port"),
                mistake(b -> b.target(""), "target=\"\" has an empty server"),
                mistake(b -> b.target("a:1,,b:1"), "target=\"a:1,,b:1\" has an empty server"),
                mistake(b -> b.target("a:1,"), "has an empty server: write host:port, separated by single commas"),
                mistake(b -> b.target("localhost"), "server \"localhost\" has no port: write host:port"),
                mistake(b -> b.target("a:1,b:0"), "server \"b:0\" has a malformed port"),
                mistake(b -> b.target("a:1,b:65536"), "server \"b:65536\" has a malformed port"),
                mistake(b -> b.target(":7000"), "server \":7000\" has no host"),
                mistake(
                        b -> b.target("a:1,b:1,a:1"),
                        "seeds has server \"a:1\" twice, at positions 1 and 3: remove one"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void shouldNameTheValuesAndTheFixOfAMistake(
            final UnaryOperator<QuorateClientBuilder> mistake, final String message) {
        final int opensBefore = TRANSPORT.closes();
        final IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> mistake.apply(valid()).connect());
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> mistake.apply(valid()).connectAsync());
        assertEquals(opensBefore, TRANSPORT.closes(), "a mistake must not cost the transport");
    }

    @Test
    void shouldAskForWhatIsMissing() {
        final IllegalArgumentException noTransport = assertThrows(
                IllegalArgumentException.class,
                () -> QuorateClient.builder().target("a:1").connect());
        assertTrue(noTransport.getMessage().startsWith("transport is missing"), noTransport.getMessage());
        final IllegalArgumentException noSeeds = assertThrows(
                IllegalArgumentException.class,
                () -> QuorateClient.builder().transport(TRANSPORT).connect());
        assertTrue(noSeeds.getMessage().startsWith("seeds is empty"), noSeeds.getMessage());
    }

    @Test
    void shouldCheckTheOptionsOfACall() {
        final Duration tooLong = Duration.ofDays(2);
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> CallOptions.DEFAULT.withTimeout(tooLong));
        assertTrue(refused.getMessage().startsWith("timeout=PT48H must be"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> CallOptions.DEFAULT.withTimeout(Duration.ZERO));
        final CallOptions options = CallOptions.DEFAULT
                .withTimeout(Duration.ofSeconds(1))
                .withWantPrevious(false)
                .withExecutor(Runnable::run);
        assertEquals(Duration.ofSeconds(1), options.timeout());
        assertEquals(false, options.wantPrevious());
        assertTrue(options.toString().startsWith("timeout PT1S, executor "), options.toString());
        assertNull(CallOptions.DEFAULT.timeout());
        assertNull(CallOptions.DEFAULT.executor());
        assertTrue(CallOptions.DEFAULT.wantPrevious());
    }

    private static Arguments mistake(final UnaryOperator<QuorateClientBuilder> mistake, final String message) {
        return Arguments.of(mistake, message);
    }

    private static QuorateClientBuilder valid() {
        return QuorateClient.builder().target(TRANSPORT.target()).transport(TRANSPORT);
    }
}
