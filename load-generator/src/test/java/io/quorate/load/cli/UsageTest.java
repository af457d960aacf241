package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input is refused before anything is dialled, started or written. */
@Timeout(60)
class UsageTest {

    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path temp;

    static Stream<Arguments> badRuns() {
        return Stream.of(
                Arguments.of("--rate=-5", "--rate=-5 must be more than 0"),
                Arguments.of("--rate=0", "--rate=0 must be more than 0"),
                Arguments.of("--rate=11M", "at most 10,000,000"),
                Arguments.of("--rate=fast", "\"fast\" is not a number"),
                Arguments.of("--duration=0s", "--duration=0s must be more than 0"),
                Arguments.of("--duration=10", "write a number and us, ms, s, m or h"),
                Arguments.of("--duration=25h", "at most 24h"),
                Arguments.of("--warmup=-1s", "is not a duration"),
                Arguments.of(
                        "--mix=get=95,cas=5", "there is no operation \"cas\": use get, put, insert, delete or rmw"),
                Arguments.of("--keys=0", "--keys=0 must be 1 to"),
                Arguments.of("--keys=1.5", "is not a whole number"),
                Arguments.of("--value-size=2049", "--value-size=2049: the length, 2049, must be 0 to 2048"),
                Arguments.of("--closed=0", "--closed=0 must be 1 to"),
                Arguments.of("--shard=5/4", "--shard=5/4: the first number must be 1 to the second"),
                Arguments.of("--ramp=10s", "--ramp=10s must be at most --warmup=5s"),
                Arguments.of("--arrival=never", "expected one of"),
                Arguments.of("--pacers=0", "--pacers=0 must be 1 to"),
                Arguments.of("--ops=0", "--ops=0 must be at least 1"),
                Arguments.of("--steps=1k:fast", "--steps=1k:fast"),
                Arguments.of("--key-dist=zipf:0", "--key-dist=zipf:0: theta, 0, must be more than 0"),
                Arguments.of("--workload=ycsb-e", "--workload=ycsb-e"),
                Arguments.of("--slo=p99", "--slo=p99: it must compare something with a limit"),
                Arguments.of("--check=strict", "expected one of"),
                Arguments.of("--config=nowhere.yaml", "nowhere.yaml"),
                Arguments.of("--max-in-flight=0", "--max-in-flight=0 must be 1 to"),
                Arguments.of("--read-quorum=4", "--read-quorum=4 > --replication-factor=3: lower --read-quorum"),
                Arguments.of("--write-quorum=0", "--write-quorum=0 must be at least 1"),
                Arguments.of("--replication-factor=8", "--replication-factor=8 must be 1 to 7"),
                Arguments.of("--hash=md5", "--hash=md5 is unknown: use xxh3-64"),
                Arguments.of("--hash=siphash-2-4", "needs a key: name the file that holds it by --hash-key-file"),
                Arguments.of("--vnodes=0", "--vnodes=0 must be 1 to 65536"),
                Arguments.of("--consistency=strong", "expected one of"),
                Arguments.of("--legacy=old", "expected one of"),
                Arguments.of("--timeout=0s", "--timeout=0s must be at least 1ms"),
                Arguments.of("--timeout=1us", "--timeout=0.000001s must be at least 1ms"),
                Arguments.of("--attempt-timeout=999us", "--attempt-timeout=0.000999s must be at least 1ms"),
                Arguments.of("--dial-timeout=25h", "at most 24h"),
                Arguments.of("--seed=abc", "--seed"),
                Arguments.of("--progress=loud", "expected one of"),
                Arguments.of("--start-at=noon", "--start-at=noon must be a time of day in UTC, for example 12:00:05Z"),
                Arguments.of("--start-at=2020-01-02T12:00:05Z", "has passed"),
                Arguments.of("--loaded", "--loaded needs the --seed of quorate load"),
                Arguments.of("--ratee=5", "--ratee=5"));
    }

    @ParameterizedTest
    @MethodSource("badRuns")
    void shouldRefuseABadOptionOfRunAndSayWhatWouldBeRight(final String option, final String message) {
        final Path out = temp.resolve("run");
        assertUsage(message, "run", "--target=" + NOBODY, "--progress=off", "--out=" + out, option);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                Arguments.of("", "key is empty"),
                Arguments.of("k".repeat(129), "129 bytes, limit 128"),
                Arguments.of("a[b]", "square bracket at index 1"),
                Arguments.of("tab\there", "outside printable ASCII"),
                Arguments.of("grün", "use --binary"));
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void shouldRefuseABadKeyWithEveryCommand(final String key, final String message) {
        assertUsage(message, "get", "--target=" + NOBODY, key);
        assertUsage(message, "put", "--target=" + NOBODY, key, "value");
        assertUsage(message, "delete", "--target=" + NOBODY, key);
        assertUsage(message, "ring", "--target=" + NOBODY, key);
    }

    static Stream<Arguments> badValues() {
        return Stream.of(
                Arguments.of("v".repeat(2_049), "2049 bytes, limit 2048"),
                Arguments.of("begin 644 cat.txt", "uuencoded"),
                Arguments.of("line\nbreak", "outside printable ASCII"));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void shouldRefuseABadValueWithoutShowingIt(final String value, final String message) {
        final Cli.Result result = assertUsage(message, "put", "--target=" + NOBODY, "key", value);
        assertFalse(result.err().contains(value), result.err());
    }

    @Test
    void shouldTakeLargerKeysWhenBytesAreAllowed() {
        final Cli.Result result =
                Cli.run("get", "--binary", "--dial-timeout=100ms", "--target=" + NOBODY, "[" + "k".repeat(200));
        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1|has no port: write host:port",
                "a:7000,,b:7000|has an empty server",
                "a:7000,a:7000|twice",
                "a:70000|malformed port",
                "http://a:7000/|malformed host",
            })
    void shouldRefuseAMalformedTarget(final String target, final String message) {
        assertUsage(message, "get", "--target=" + target, "key");
        assertUsage(message, "run", "--progress=off", "--out=" + temp.resolve("run"), "--target=" + target);
    }

    @Test
    void shouldRefuseQuorumsThatAreTooSmallInTheNamesOfTheOptions() {
        assertUsage(
                "--consistency=linearizable needs --read-quorum=1 + --write-quorum=2 > --replication-factor=3",
                "get",
                "--consistency=linearizable",
                "--read-quorum=1",
                "--target=" + NOBODY,
                "key");
    }

    @Test
    void shouldOfferNoOptionsThatTheRingDoesNotNeed() {
        final String help = Cli.run("ring", "--help").out();
        for (final String option :
                new String[] {"--read-quorum", "--write-quorum", "--timeout=", "--attempt-timeout"}) {
            assertFalse(help.contains(option), option);
        }
        assertTrue(help.contains("--dial-timeout"), help);
    }

    @Test
    void shouldAskForATarget() {
        assertUsage("--target", "get", "key");
    }

    @Test
    void shouldRefuseAFolderThatCannotBeWritten() throws IOException {
        final Path file = Files.createFile(temp.resolve("file"));
        final Cli.Result used =
                assertUsage("is a file: name another folder", "run", "--target=inprocess", "--out=" + file);
        assertFalse(used.err().contains("by --out"), used.err());
        assertUsage("cannot be used as run folder", "run", "--target=inprocess", "--out=" + file.resolve("below"));
        assertUsage("there is no /proc/nothing, and it cannot be made", "run", "--out=/proc/nothing/here");
    }

    @Test
    void shouldNotWriteOverARun() throws IOException {
        Files.writeString(temp.resolve("run.json"), "{}");
        assertUsage("there is a run in it already", "run", "--target=inprocess", "--out=" + temp);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--listen=7001|must be host:port",
                "--listen=127.0.0.1:99999|port must be 0 to 65535",
                "--listen=127.0.0.1:7001 --epoch=0|--epoch=0 must be 1",
                "--listen=127.0.0.1:7001 --advertise=a|--advertise=a cannot be read",
                "--listen=127.0.0.1:7001 --peers=a|has no port",
                "--listen=127.0.0.1:7001 --peers=a:7001,|empty server",
                "--listen=127.0.0.1:7001 --replication-factor=0|--replication-factor=0 must be 1 to 7",
                "--listen=0.0.0.0:7001 --insecure-plaintext|say by --advertise how the node is reached",
                "--listen=0.0.0.0:0 --advertise=a:7001|--insecure-plaintext",
            })
    void shouldRefuseABadNode(final String options, final String message) {
        final List<String> args = new ArrayList<>(List.of("node"));
        args.addAll(List.of(options.split(" ", -1)));
        assertUsage(message, args.toArray(String[]::new));
    }

    @Test
    void shouldRefuseAHashKeyThatIsNone() throws IOException {
        final Path file = temp.resolve("key");
        Files.writeString(file, "0011");
        assertUsage("32 hexadecimal digits", keyed(file));
        Files.writeString(file, "not hexadecimal at all, no, no!!");
        assertUsage("32 hexadecimal digits", keyed(file));
        final Path absent = temp.resolve("absent");
        final Cli.Result result = assertUsage("cannot be read: there is no " + absent, keyed(absent));
        assertFalse(result.err().contains("Exception"), result.err());
        Files.writeString(file, "00112233445566778899aabbccddeeff\n");
        assertUsage("takes no key", "get", "--hash-key-file=" + file, "--target=" + NOBODY, "key");
    }

    private static String[] keyed(final Path file) {
        return new String[] {"get", "--hash=siphash-2-4", "--hash-key-file=" + file, "--target=" + NOBODY, "key"};
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "start", "--nothing"})
    void shouldNameTheHelpWhenThereIsNoSuchCommand(final String arg) {
        assertUsage("Try 'quorate --help'", arg.isEmpty() ? new String[0] : new String[] {arg});
    }

    @Test
    void shouldRefuseAClosedLoopThatInserts() {
        assertUsage(
                "nobody knows how many keys that makes",
                "run",
                "--target=" + NOBODY,
                "--closed=4",
                "--workload=ycsb-d");
    }

    @Test
    void shouldRefuseToFindLoadedKeysInNodesThatItStarts() {
        assertUsage(
                "--loaded with --target=inprocess, which holds no keys when the run begins",
                "run",
                "--target=inprocess",
                "--seed=1",
                "--loaded");
    }

    @Test
    void shouldSuggestWhatIsMeant() {
        assertUsage("quorate ring", "rin");
    }

    @Test
    void shouldHelp() {
        final Cli.Result root = Cli.run("--help");
        assertEquals(0, root.exitCode());
        assertTrue(root.out().contains("130   interrupted"), root.out());
        for (final String command : new String[] {"load", "run", "node", "get", "put", "delete", "ring", "simulate"}) {
            assertTrue(root.out().contains("  " + command + " "), root.out());
            final Cli.Result help = Cli.run(command, "--help");
            assertEquals(0, help.exitCode(), help.toString());
            assertTrue(help.out().contains("quorate " + command), help.out());
            assertTrue(help.out().contains("Exit codes:"), help.out());
            assertTrue(help.out().contains("(default: "), help.out());
        }
        assertTrue(Cli.run("run", "--help").out().contains("(default: get=95,put=5)"));
    }

    @Test
    void shouldTellItsVersion() {
        final Cli.Result result = Cli.run("--version");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().startsWith("quorate "), result.out());
        assertEquals(result.out(), Cli.run("run", "--version").out());
    }

    @Test
    void shouldWriteShellCompletion() {
        final Cli.Result result = Cli.run("generate-completion");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().contains("--read-quorum"), "no options in the script");
    }

    private Cli.Result assertUsage(final String message, final String... args) {
        final Cli.Result result = Cli.run(args);
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertFalse(result.err().contains("\tat "), "no stack trace: " + result);
        assertEquals("", result.out(), result.toString());
        assertFalse(Files.exists(temp.resolve("run")), "nothing may be written");
        return result;
    }
}
