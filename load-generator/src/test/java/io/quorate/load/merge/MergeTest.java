package io.quorate.load.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedFolders;
import io.quorate.load.recorded.RecordedFolders.Operation;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {

    private static final int SECONDS = 5;
    private static final List<Operation> TRACE = RecordedFolders.mixedTrace(7, SECONDS, 400);

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldEqualTheSingleRunBucketForBucket(final int count) throws IOException {
        final RecordedRun single =
                RecordedRun.read(new RecordedFolders().write(temp.resolve("single"), TRACE, SECONDS));
        final RecordedRun merged = merge("merged", false, shards(count));

        assertSameTimes(single, merged);
        for (final String tag : single.tags()) {
            assertEquals(hgrm(single, tag), hgrm(merged, tag));
        }
        assertEquals("finished", merged.json().get("state").getAsString());
        assertEquals(single.json().get("operations"), merged.json().get("operations"));
        assertEquals(single.json().get("tags"), merged.json().get("tags"));
        for (final String member : List.of(
                "measuredNs",
                "askedPerSecond",
                "offered",
                "offeredPerSecond",
                "sent",
                "succeeded",
                "failed",
                "unfinished",
                "unsent")) {
            assertEquals(load(single, member), load(merged, member), 1e-9, member);
        }
        assertEquals(
                7 * count,
                merged.json().getAsJsonObject("client").get("retries").getAsInt());
    }

    @Test
    void shouldNotDependOnOrder() throws IOException {
        final List<RecordedRun> shards = shards(3);
        final RecordedRun forwards = merge("forwards", false, shards);
        Collections.reverse(shards);
        final RecordedRun backwards = merge("backwards", false, shards);

        assertSameTimes(forwards, backwards);
        assertEquals(forwards.json(), backwards.json());
    }

    @Test
    void shouldNotDependOnGrouping() throws IOException {
        final List<RecordedRun> shards = shards(3);
        final RecordedRun atOnce = merge("at-once", false, shards);
        final RecordedRun left = merge("left", false, List.of(merge("12", true, shards.subList(0, 2)), shards.get(2)));
        final RecordedRun right =
                merge("right", false, List.of(shards.get(0), merge("23", true, shards.subList(1, 3))));

        assertSameTimes(atOnce, left);
        assertSameTimes(atOnce, right);
        assertEquals(atOnce.json(), left.json());
        assertEquals(atOnce.json(), right.json());
    }

    @Test
    void shouldRefuseAShardThatIsThereTwice() throws IOException {
        final List<RecordedRun> shards = shards(2);
        shards.add(RecordedRun.read(new RecordedFolders().shard(2, 2).write(temp.resolve("again"), TRACE, SECONDS)));

        assertRefused("shard 2/2 is there twice", false, shards);
        assertRefused("shard 2/2 is there twice", true, shards);
        assertRefused("is there twice", true, List.of(merge("all", false, shards.subList(0, 2)), shards.get(0)));
    }

    @Test
    void shouldRefuseAMissingShardUnlessPartial() throws IOException {
        final List<RecordedRun> shards = shards(3);
        shards.remove(1);

        assertRefused("shard 2/3 is missing: name every shard, or merge nevertheless by --partial", false, shards);
        final RecordedRun merged = merge("partial", true, shards);
        assertEquals("partial", merged.json().get("state").getAsString());
        assertEquals("SUSPECT", status(merged));
        assertEquals(
                TRACE.size() - RecordedFolders.share(TRACE, 2, 3).size(),
                merged.tags().stream()
                        .filter(tag -> tag.startsWith("rt."))
                        .mapToLong(tag -> merged.total(tag).getTotalCount())
                        .sum());
    }

    @Test
    void shouldCountAShardThatWasKilledUpToItsLastSecond() throws IOException {
        final List<RecordedRun> shards = shards(2);
        shards.set(
                1,
                RecordedRun.read(new RecordedFolders()
                        .shard(2, 2)
                        .killed()
                        .write(temp.resolve("killed"), RecordedFolders.share(TRACE, 2, 2), SECONDS)));

        assertRefused("shard 2/2 in " + temp.resolve("killed") + " is not complete", false, shards);
        final RecordedRun single =
                RecordedRun.read(new RecordedFolders().write(temp.resolve("single"), TRACE, SECONDS));
        final RecordedRun merged = merge("partial", true, shards);
        assertSameTimes(single, merged);
        assertEquals("SUSPECT", status(merged));
    }

    @Test
    void shouldRefuseRunsThatAreNoShardsUnlessPartial() throws IOException {
        final List<RecordedRun> runs = List.of(
                RecordedRun.read(new RecordedFolders().write(temp.resolve("one"), TRACE, SECONDS)),
                RecordedRun.read(new RecordedFolders().write(temp.resolve("two"), TRACE, SECONDS)));

        assertRefused("is no shard of another", false, runs);
        assertEquals(
                2 * runs.get(0).total("rt.get.ok").getTotalCount(),
                merge("both", true, runs).total("rt.get.ok").getTotalCount());
        assertRefused("is there twice", true, List.of(runs.get(0), runs.get(0)));
    }

    @Test
    void shouldRefuseShardsOfDifferentRuns() throws IOException {
        final RecordedRun one =
                RecordedRun.read(new RecordedFolders().shard(1, 2).write(temp.resolve("one"), TRACE, SECONDS));
        assertRefused(
                "--seed is 42 in",
                true,
                List.of(one, other("seed", new RecordedFolders().shard(2, 2).config("seed", "43"))));
        assertRefused(
                "--run-id is 7f3a in",
                true,
                List.of(one, other("id", new RecordedFolders().shard(2, 2).config("run-id", "8000"))));
        assertRefused(
                "these are not shards of one run",
                true,
                List.of(one, other("count", new RecordedFolders().shard(2, 3))));
        assertRefused("must be 1/2 to 2/2", true, List.of(one, other("number", new RecordedFolders().shard(3, 2))));
    }

    @Test
    void shouldTakeTheWorstVerdictAndSayWhoseItIs() throws IOException {
        final List<RecordedRun> shards = shards(2);
        shards.set(1, other("slow", new RecordedFolders().shard(2, 2).overdue(TRACE.size() / 2)));

        final Merge merge = Merge.of(shards, false);
        assertEquals(Verdict.Status.INVALID, merge.status());
        assertTrue(
                merge.reasons().get(0).startsWith("shard 2/2: "),
                merge.reasons().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12:00:05.2Z|12:00:06.2Z|VALID|",
                "12:00:05.2Z|12:00:06.3Z|SUSPECT|the shards began 1.1 s apart, so that the load was not whole all the time",
                "12:00:35Z|12:00:05Z|SUSPECT|the shards began 30.0 s apart",
                "nowZ|12:00:05Z|SUSPECT|shard 1/2 does not say when it began"
            })
    void shouldDoubtShardsThatDidNotBeginTogether(
            final String one, final String other, final String status, final @Nullable String reason)
            throws IOException {
        final List<RecordedRun> shards = shards(2);
        shards.get(0).json().addProperty("startedAt", "2026-01-02T" + one);
        shards.get(1).json().addProperty("startedAt", "2026-01-02T" + other);

        final Merge merge = Merge.of(shards, false);
        assertEquals(status, merge.status().name());
        assertEquals(
                reason == null ? 0 : 1, merge.reasons().size(), merge.reasons().toString());
        assertTrue(
                reason == null || merge.reasons().get(0).startsWith(reason),
                merge.reasons().toString());
    }

    @Test
    void shouldKeepWhatEachShardSaid() throws IOException {
        final RecordedRun merged = merge("merged", false, shards(2));
        final JsonObject second = merged.json().getAsJsonArray("shards").get(1).getAsJsonObject();

        assertEquals("2/2", second.get("shard").getAsString());
        assertEquals(temp.resolve("2-2").toString(), second.get("folder").getAsString());
        assertEquals("VALID", second.getAsJsonObject("verdict").get("status").getAsString());
        assertEquals("17", second.getAsJsonObject("environment").get("java").getAsString());
        assertFalse(merged.json().getAsJsonObject("config").has("shard"), "the whole is no shard");
    }

    private List<RecordedRun> shards(final int count) throws IOException {
        final List<RecordedRun> shards = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            shards.add(RecordedRun.read(new RecordedFolders()
                    .shard(number, count)
                    .write(temp.resolve(number + "-" + count), RecordedFolders.share(TRACE, number, count), SECONDS)));
        }
        return shards;
    }

    private RecordedRun other(final String name, final RecordedFolders recording) throws IOException {
        return RecordedRun.read(recording.write(temp.resolve(name), TRACE, SECONDS));
    }

    private RecordedRun merge(final String name, final boolean isPartial, final List<RecordedRun> runs)
            throws IOException {
        final Path folder = temp.resolve(name);
        Merge.of(runs, isPartial).write(RunFolder.create(folder), "9.9");
        return RecordedRun.read(folder);
    }

    private static void assertRefused(final String message, final boolean isPartial, final List<RecordedRun> runs) {
        final IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> Merge.of(runs, isPartial));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private static void assertSameTimes(final RecordedRun expected, final RecordedRun actual) {
        assertEquals(expected.tags(), actual.tags());
        for (final String tag : expected.tags()) {
            assertEquals(expected.total(tag), actual.total(tag), tag);
        }
        assertEquals(expected.intervals().size(), actual.intervals().size());
        for (int i = 0; i < expected.intervals().size(); i++) {
            final Interval one = expected.intervals().get(i);
            final Interval other = actual.intervals().get(i);
            assertEquals(one.startMs(), other.startMs());
            assertEquals(one.endMs(), other.endMs());
            assertEquals(one.byTag(), other.byTag());
        }
    }

    private static String hgrm(final RecordedRun run, final String tag) throws IOException {
        return Files.readString(run.folder().resolve("hgrm").resolve(tag + ".hgrm"));
    }

    private static double load(final RecordedRun run, final String member) {
        return run.json().getAsJsonObject("load").get(member).getAsDouble();
    }

    private static String status(final RecordedRun run) {
        return run.json().getAsJsonObject("verdict").get("status").getAsString();
    }
}
