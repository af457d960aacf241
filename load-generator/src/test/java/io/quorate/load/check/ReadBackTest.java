package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check has saved judges as the check would have. */
class ReadBackTest {

    private static final byte[] LAST_KEY = "k00003".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path temp;

    private Path file;
    private final Values values = new Values();

    @BeforeEach
    void nameFile() {
        file = temp.resolve(RegisterCheck.FILE);
    }

    private ReadBack saved(final Script script) throws IOException {
        script.check.save(file, LAST_KEY);
        return ReadBack.open(file);
    }

    private void found(final ReadBack back, final int run, final long write, final int of, final int key) {
        back.found(
                key, ("k0000" + key).getBytes(StandardCharsets.US_ASCII), values.of(run, write, of), 0, Values.BYTES);
    }

    private static void absent(final ReadBack back, final int key) {
        back.absent(key, ("k0000" + key).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldKnowTheRunThatWroteTheFirstValuesWhenItWasAnother() throws IOException {
        final Script script = new Script(CheckMode.REGULAR)
                .loaded(Script.RUN + 1, Script.KEYS)
                .put(1, 0, 10, 20);
        final ReadBack back = saved(script);
        found(back, Script.RUN, 1, 0, 0);
        found(back, Script.RUN + 1, -2, 1, 1);
        assertEquals(List.of(), back.violations());
        found(back, Script.RUN + 1, -1, 0, 0);
        found(back, Script.RUN, -3, 2, 2);
        absent(back, 3);
        assertEquals(
                List.of(ViolationKind.STALE, ViolationKind.PHANTOM, ViolationKind.LOST),
                back.violations().stream().map(Violation::kind).toList());
    }

    @Test
    void shouldJudgeWhatKeysHoldWhenTheLoadIsOver() throws IOException {
        final Script script = new Script(CheckMode.REGULAR)
                .preloaded()
                .put(1, 0, 10, 20)
                .put(2, 0, 30, 40)
                .put(3, 1, 50, 60)
                .delete(4, 1, 70, 80)
                .put(5, 2, 90, 100)
                .begin(6, OperationType.PUT, 2, 110)
                .end(6, Outcome.TIMEOUT, 120);
        final ReadBack right = saved(script);
        found(right, Script.RUN, 2, 0, 0);
        absent(right, 1);
        found(right, Script.RUN, 6, 2, 2);
        found(right, Script.RUN, 5, 2, 2);
        found(right, Script.RUN, -4, 3, 3);
        assertEquals(List.of(), right.violations());
        assertEquals(5, right.summary().reads());

        final ReadBack wrong = saved(script);
        found(wrong, Script.RUN, 1, 0, 0);
        found(wrong, Script.RUN, 3, 1, 1);
        found(wrong, Script.RUN, -3, 2, 2);
        absent(wrong, 3);
        found(wrong, Script.RUN, 99, 0, 0);
        found(wrong, Script.RUN + 1, 2, 0, 0);
        found(wrong, Script.RUN, 2, 0, 3);
        wrong.found(0, LAST_KEY, values.of(Script.RUN, 2, 0).put(0, (byte) 'w'), 0, Values.BYTES);
        assertEquals(
                Map.of(
                        ViolationKind.STALE, 2L,
                        ViolationKind.RESURRECTED, 1L,
                        ViolationKind.LOST, 1L,
                        ViolationKind.PHANTOM, 2L,
                        ViolationKind.MISPLACED, 1L,
                        ViolationKind.CORRUPT, 1L),
                wrong.summary().violations());
        final long none = Violation.NONE;
        assertEquals(
                new Violation(ViolationKind.STALE, none, 0, "k00000", Script.RUN, 1, 20, 30, none, none),
                wrong.violations().get(0));
    }

    @Test
    void shouldKeepTheSettings() throws IOException {
        final CheckSettings settings =
                new CheckSettings(CheckMode.ATOMIC, false, (1 << 24) - 1, Script.KEYS, 300, 1 << 12);
        final ReadBack back = saved(new Script(settings));

        assertEquals(settings, back.settings());
        assertArrayEquals(LAST_KEY, back.lastKey());
    }

    @Test
    void shouldNotCallAPhantomWhatHasLeftTheRing() throws IOException {
        final Script script = new Script(CheckMode.REGULAR).preloaded().put(0, 1, 10, 20);
        for (int i = 1; i < 3 * CheckSettings.LEAST_RING_ENTRIES; i++) {
            script.begin(i, OperationType.GET, 2, 100 + i);
        }
        final ReadBack back = saved(script);
        found(back, Script.RUN, 0, 1, 1);

        assertEquals(List.of(), back.violations());
        assertEquals(1, back.summary().overruns());
    }

    @Test
    void shouldKeepOnlyWhatIsNeeded() throws IOException {
        final Script script =
                new Script(CheckSettings.of(CheckMode.REGULAR, true, Script.RUN, 1_000_000, Values.BYTES));
        script.check.preloaded(1_000_000, 0);
        for (int i = 0; i < 1_000; i++) {
            script.put(i, i * 7, 10 + i, 11 + i);
        }
        saved(script);

        assertTrue(Files.size(file) < 20_000, Files.size(file) + " bytes");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        saved(new Script(CheckMode.REGULAR).preloaded().put(1, 0, 10, 20));
        final byte[] right = Files.readAllBytes(file);

        final byte[] damaged = right.clone();
        damaged[right.length / 2] ^= 1;
        assertTrue(problem(damaged).contains("is damaged: its checksum does not match"), problem(damaged));
        assertTrue(problem(Arrays.copyOf(right, right.length - 1)).contains("is damaged"));
        assertTrue(problem(new byte[0]).contains("does not hold the writes of a run"));
        assertTrue(problem("{\"schema\": \"quorate-run/1\"}".getBytes(StandardCharsets.UTF_8))
                .contains("does not hold the writes of a run"));
        final byte[] newer = right.clone();
        newer[7] = 3;
        assertTrue(problem(newer).contains("has form 3, and this program reads form 2"), problem(newer));
        assertFalse(Files.exists(temp.resolve(RegisterCheck.FILE + ".next")));
    }

    private String problem(final byte[] content) throws IOException {
        Files.write(file, content);
        return assertThrows(IOException.class, () -> ReadBack.open(file)).getMessage();
    }
}
