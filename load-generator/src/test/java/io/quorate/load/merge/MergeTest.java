package io.quorate.load.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
        final JsonObject tags = merged.json().getAsJsonObject("tags").deepCopy();
        tags.keySet().removeIf(tag -> tag.startsWith("agent."));
        assertEquals(single.json().get("tags"), tags);
        assertEquals(text(single, "summary.csv"), text(merged, "summary.csv"));
        assertEquals(text(single, "timeline.csv"), text(merged, "timeline.csv"));
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
        assertTrue(atOnce.json().getAsJsonObject("files").has("timeline.csv"), "compared by their digests");
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
        assertEquals(TRACE.size() - RecordedFolders.share(TRACE, 2, 3).size(), operations(merged));
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
    @CsvSource({"0,0,0", "1,0,1", "5,1,5", "1,4,4", "4,5,4", "130,5,130", "130,4,4"})
    void shouldTellTheGravestExitCode(final int one, final int other, final int merged) throws IOException {
        final List<Operation> trace = RecordedFolders.gets(1, SECONDS, 10, 1);
        final List<RecordedRun> shards = List.of(
                RecordedRun.read(
                        new RecordedFolders().shard(1, 2).exitCode(one).write(temp.resolve("one"), trace, SECONDS)),
                RecordedRun.read(
                        new RecordedFolders().shard(2, 2).exitCode(other).write(temp.resolve("two"), trace, SECONDS)));
        assertEquals(merged, exitCode(merge("merged", false, shards)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing|shard 2/2 is missing",
                "cut off|shard 2/2 was cut off",
                "apart|the shards began 30.0 s apart",
                "no shards|the objectives are not judged",
                "not written|shard 2/2: hist.hlog: no space left, so that what is counted here is not all that it did"
            })
    void shouldJudgeNoObjectiveOfLessThanTheWhole(final String lack, final String reason) throws IOException {
        final List<RecordedRun> shards = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            final RecordedFolders recording = new RecordedFolders().objectives("throughput>150");
            if (!lack.equals("no shards")) {
                recording.shard(number, 2);
            }
            if (lack.equals("cut off") && number == 2) {
                recording.killed();
            }
            shards.add(RecordedRun.read(recording.write(
                    temp.resolve("part-" + number), RecordedFolders.gets(number, SECONDS, 100, 1), SECONDS)));
        }
        final JsonObject second = shards.get(1).json();
        switch (lack) {
            case "missing" -> shards.remove(1);
            case "apart" ->
                second.addProperty(
                        "startedAt", RecordedFolders.START.plusSeconds(30).toString());
            case "not written" -> {
                second.getAsJsonArray("problems").add("hist.hlog: no space left");
                second.getAsJsonObject("verdict").addProperty("exitCode", 0);
            }
            default -> {}
        }
        final Merge merge = Merge.of(shards, true);
        merge.write(RunFolder.create(temp.resolve("merged")), "9.9");

        assertEquals(List.of(), merge.objectives());
        assertEquals(1, merge.exitCode(), "the first shard's own");
        assertTrue(
                merge.reasons().stream().anyMatch(each -> each.startsWith(reason)),
                merge.reasons().toString());
        assertTrue(
                merge.reasons().stream().anyMatch(each -> each.startsWith("the objectives are not judged")),
                merge.reasons().toString());
    }

    @Test
    void shouldTellThatAShardCouldNotWriteItsFiles() throws IOException {
        final List<Operation> trace = RecordedFolders.gets(1, SECONDS, 10, 1);
        final RecordedRun shard =
                RecordedRun.read(new RecordedFolders().shard(1, 1).write(temp.resolve("full"), trace, SECONDS));
        shard.json().getAsJsonArray("problems").add("hist.hlog: no space left");
        final RecordedRun merged = merge("merged", false, List.of(shard));

        assertEquals(1, exitCode(merged));
        assertEquals("SUSPECT", status(merged));
        assertEquals(
                "shard 1/1: hist.hlog: no space left",
                merged.json().getAsJsonArray("problems").get(0).getAsString());
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,1"})
    void shouldCallAnyFailedOperationAFailureWhenThereIsNoObjective(final boolean isAnyFailed, final int exitCode)
            throws IOException {
        final List<Operation> trace = isAnyFailed ? TRACE : RecordedFolders.gets(1, SECONDS, 10, 1);
        final RecordedRun shard = RecordedRun.read(
                new RecordedFolders().shard(1, 1).killed().write(temp.resolve("killed"), trace, SECONDS));
        assertEquals(exitCode, exitCode(merge("merged", true, List.of(shard))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 30 of the second shard's 100 a second take a tenth of a second, which the first makes up for, or not.
                "p99<1s|0|0|0",
                "get:p80<10ms|0|1|0",
                "p50<10ms,p90<10ms|0|1|1",
                "throughput>150|1|1|0",
                "throughput>250|1|1|1",
                "p50<1us,errors<1%|1|1|1"
            })
    void shouldJudgeObjectivesOfAllShardsTogether(
            final String objectives, final int one, final int other, final int whole) throws IOException {
        final List<RecordedRun> shards = List.of(
                judged(1, objectives, one, RecordedFolders.gets(1, SECONDS, 100, 1)),
                judged(2, objectives, other, slow(RecordedFolders.gets(2, SECONDS, 100, 1), 30)));
        final RecordedRun merged = merge("merged", false, shards);

        assertEquals(whole, exitCode(merged));
        final String texts = String.join(
                ",",
                merged.json().getAsJsonArray("objectives").asList().stream()
                        .map(told -> told.getAsJsonObject().get("text").getAsString())
                        .toList());
        assertEquals(objectives, texts);
        final RecordedRun single = judged(0, objectives, whole, trace());
        assertEquals(single.json().get("objectives"), merged.json().get("objectives"));
    }

    @Test
    void shouldStillTellOfAShardThatWasAbortedWhenTheWholeMetItsObjectives() throws IOException {
        final List<RecordedRun> shards = List.of(
                judged(1, "p99<1s", 0, RecordedFolders.gets(1, SECONDS, 100, 1)),
                judged(2, "p99<1s", 0, RecordedFolders.gets(2, SECONDS, 100, 1)));
        final JsonObject json = shards.get(1).json();
        json.getAsJsonObject("load").addProperty("aborted", true);
        json.getAsJsonObject("verdict").addProperty("exitCode", 1);

        assertEquals(1, exitCode(merge("merged", false, shards)));
    }

    @Test
    void shouldRefuseObjectivesThatItDoesNotKnow() throws IOException {
        final List<RecordedRun> shards = List.of(
                other("one", new RecordedFolders().shard(1, 2).config("slo", List.of("mood>good"))),
                other("two", new RecordedFolders().shard(2, 2).config("slo", List.of("mood>good"))));
        assertRefused("--slo=mood>good of the shards is none that this version knows", false, shards);
    }

    private RecordedRun judged(
            final int number, final String objectives, final int exitCode, final List<Operation> trace)
            throws IOException {
        final RecordedFolders recording = new RecordedFolders().objectives(objectives);
        final RecordedRun run = RecordedRun.read((number == 0 ? recording : recording.shard(number, 2))
                .write(temp.resolve("judged-" + number), trace, SECONDS));
        assertEquals(exitCode, exitCode(run), number + ": " + objectives);
        return run;
    }

    private static List<Operation> trace() {
        final List<Operation> trace = new ArrayList<>(RecordedFolders.gets(1, SECONDS, 100, 1));
        trace.addAll(slow(RecordedFolders.gets(2, SECONDS, 100, 1), 30));
        return trace;
    }

    /** Some of each hundred take a tenth of a second. */
    private static List<Operation> slow(final List<Operation> trace, final int ofAHundred) {
        final List<Operation> slowed = new ArrayList<>();
        for (int i = 0; i < trace.size(); i++) {
            final Operation operation = trace.get(i);
            slowed.add(
                    i % 100 < ofAHundred
                            ? new Operation(
                                    operation.second(), operation.type(), operation.outcome(), 0, 100_000_000, 0)
                            : operation);
        }
        return slowed;
    }

    private static int exitCode(final RecordedRun run) {
        return run.json().getAsJsonObject("verdict").get("exitCode").getAsInt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12:00:05.2Z|12:00:06.2Z|VALID|",
                "12:00:05.2Z|12:00:06.3Z|SUSPECT|the shards began 1.1 s apart, so that the load was not whole all the time",
                "12:00:35Z|12:00:05Z|SUSPECT|the shards began 30.0 s apart"
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
    void shouldRefuseAShardWhoseBeginningIsNoTime() throws IOException {
        final List<RecordedRun> shards = shards(2);
        shards.get(0).json().addProperty("startedAt", "now");

        final IOException refused = assertThrows(IOException.class, () -> Merge.of(shards, false));
        assertTrue(refused.getMessage().contains("startedAt=\"now\", which is no time"), refused.getMessage());
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

    @ParameterizedTest
    @CsvSource({"0,0", "215,340", "800,10", "999,501"})
    void shouldLoseNothingWhenShardsBeginWithinASecond(final int oneMs, final int otherMs) throws IOException {
        final List<RecordedRun> shards = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            shards.add(RecordedRun.read(new RecordedFolders()
                    .shard(number, 2)
                    .start(RecordedFolders.START.plusMillis(number == 1 ? oneMs : otherMs))
                    .write(temp.resolve("at-" + number), RecordedFolders.share(TRACE, number, 2), SECONDS)));
        }
        final RecordedRun merged = merge("merged", false, shards);

        assertEquals(TRACE.size(), operations(merged));
        assertSameTimes(merged, merge("again", true, List.of(merged)));
        assertEquals(text(merged, "timeline.csv"), text(merge("once-more", true, List.of(merged)), "timeline.csv"));
        final List<String> rows = text(merged, "timeline.csv").lines().skip(1).toList();
        assertEquals(
                TRACE.size(),
                rows.stream()
                        .mapToLong(row -> Long.parseLong(row.split(",", -1)[3]))
                        .sum(),
                "operations that were due");
    }

    private static long operations(final RecordedRun run) {
        return run.tags().stream()
                .filter(tag -> tag.startsWith("rt."))
                .mapToLong(tag -> run.total(tag).getTotalCount())
                .sum();
    }

    @Test
    void shouldKeepTheTimesOfEachShardByItself() throws IOException {
        final List<RecordedRun> shards = shards(2);
        final RecordedRun merged = merge("merged", false, shards);

        for (int i = 0; i < shards.size(); i++) {
            final RecordedRun shard = shards.get(i);
            for (final String tag : shard.tags()) {
                final String own = "agent." + (i + 1) + "." + tag;
                assertEquals(shard.total(tag), merged.total(own), own);
                assertTrue(Files.exists(merged.folder().resolve("hgrm/" + own + ".hgrm")), own);
            }
        }
        assertEquals(
                merged.tags().size(),
                tags(merged.tags()).size()
                        + shards.get(0).tags().size()
                        + shards.get(1).tags().size());
    }

    @Test
    void shouldWriteTheMachineOfEachShard() throws IOException {
        final List<RecordedRun> shards = shards(1);
        shards.set(0, other("one", new RecordedFolders().shard(1, 2).environment("processors", 4)));
        shards.add(other("two", new RecordedFolders().shard(2, 2).environment("processors", 8)));
        final JsonObject environment = JsonParser.parseString(text(merge("merged", false, shards), "env.json"))
                .getAsJsonObject();

        assertEquals(Set.of("shard 1/2", "shard 2/2"), environment.keySet());
        assertEquals(
                4, environment.getAsJsonObject("shard 1/2").get("processors").getAsInt());
        assertEquals(
                8, environment.getAsJsonObject("shard 2/2").get("processors").getAsInt());
    }

    @Test
    void shouldAddUpWhatGeneratorsCountedAndTakeTheWorstThatTheySayOfThemselves() throws IOException {
        final List<RecordedRun> shards = new ArrayList<>();
        // Cut at other instants of the second, as clocks and starts of two machines are.
        shards.add(shard(
                1,
                "elapsed_s,epoch_ms,phase,offered,sent,in_flight,at_cap,hiccup_max_ms,cpu_share",
                "1,1767323046000,warmup,10,10,1,false,0.5,0.25",
                "2,1767323047000,load,20,15,2,false,1.5,",
                "3,1767323048000,drain,0,5,0,false,0.5,0.25",
                ""));
        shards.add(shard(
                2,
                "epoch_ms,phase,cpu_share,steal_share,offered,sent,in_flight,at_cap",
                "1767323046300,warmup,0.5,,1,1,4,false",
                "1767323046900,load,0.125,,2,2,8,true",
                "1767323047050,load,0.75,,3,3,16,false",
                "1767323048300,drain,0.5,0.1,0,0,32,false",
                "1767323049300,dra"));
        final RecordedRun merged = merge("merged", false, shards);

        assertEquals(
                List.of(
                        "1,1767323046000,warmup,11,11,0,0,0,5,0,false,0.5,,0.5,",
                        "2,1767323047000,load,25,20,0,0,0,18,5,true,1.5,,0.75,",
                        "3,1767323048000,drain,0,5,0,0,0,32,0,false,0.5,,0.5,0.1"),
                text(merged, "timeline.csv").lines().skip(1).toList());
        final RecordedRun again = merge("again", true, List.of(merged));
        assertEquals(text(merged, "timeline.csv"), text(again, "timeline.csv"));
    }

    @Test
    void shouldNameATimelineThatIsMissingOrDamaged() throws IOException {
        final List<RecordedRun> shards = shards(2);
        final Path timeline = shards.get(0).folder().resolve("timeline.csv");
        Files.writeString(timeline, "epoch_ms,phase,offered\n1,load,many\n");
        assertUnreadable(timeline + ", line 2: For input string: \"many\"", shards);
        Files.writeString(timeline, "epoch_ms,phase\n1,load\n");
        assertUnreadable(timeline + ", line 2: it has no offered", shards);
        Files.delete(timeline);
        assertUnreadable("the run in " + shards.get(0).folder() + " has lost its timeline.csv", shards);
    }

    private static void assertUnreadable(final String message, final List<RecordedRun> runs) {
        final IOException error = assertThrows(IOException.class, () -> Merge.of(runs, false));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private RecordedRun shard(final int number, final String... timeline) throws IOException {
        final Path folder =
                new RecordedFolders().shard(number, 2).killed().write(temp.resolve("shard-" + number), List.of(), 1);
        Files.writeString(folder.resolve("timeline.csv"), String.join("\n", timeline));
        Files.writeString(
                folder.resolve("run.json"),
                Files.readString(folder.resolve("run.json")).replace("running", "finished"));
        return RecordedRun.read(folder);
    }

    private static String text(final RecordedRun run, final String file) throws IOException {
        return Files.readString(run.folder().resolve(file));
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

    /** But for those that a shard has by itself. */
    private static SortedSet<String> tags(final SortedSet<String> all) {
        final SortedSet<String> tags = new TreeSet<>(all);
        tags.removeIf(tag -> tag.startsWith("agent."));
        return tags;
    }

    private static void assertSameTimes(final RecordedRun expected, final RecordedRun actual) {
        assertEquals(tags(expected.tags()), tags(actual.tags()));
        for (final String tag : expected.tags()) {
            assertEquals(expected.total(tag), actual.total(tag), tag);
        }
        assertEquals(expected.intervals().size(), actual.intervals().size());
        for (int i = 0; i < expected.intervals().size(); i++) {
            final Interval one = expected.intervals().get(i);
            final Interval other = actual.intervals().get(i);
            assertEquals(one.startMs(), other.startMs());
            assertEquals(one.endMs(), other.endMs());
            assertEquals(tags(one.tags()), tags(other.tags()));
            for (final String tag : one.tags()) {
                assertEquals(one.times(tag), other.times(tag), tag);
            }
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
