package io.quorate.load.cli;

import io.quorate.load.merge.Merge;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds up the shards of a run. */
@Command(
        name = "merge",
        description = {
            "Adds up what several load generators recorded of one run, without loss.",
            "Counts of buckets of the same second and tag are added; percentiles are computed after that, and never averaged."
                    + " The verdict is the worst of the shards'. Objectives are judged of the whole."
        },
        footer = {
            "",
            "Example:",
            "  quorate merge runs/all runs/shard-1 runs/shard-2 runs/shard-3",
            "",
            "OUT gets run.json (which lists the shards, with what each said of itself), hist.hlog, hgrm/*.hgrm, summary.csv,"
                    + " timeline.csv and env.json. In hist.hlog what a shard recorded also stays by itself, under agent.K. and"
                    + " its tag. A shard that is there twice is refused, and so is one that is missing, unless --partial. With"
                    + " shards missing the verdict is SUSPECT at best.",
            "",
            "The exit code is what one generator of the whole load would have ended with: 1 if the whole missed an objective, if there"
                    + " is none and an operation failed, or if a shard could not write its files; otherwise the gravest of the shards'."
                    + " Where shards are missing, were cut off or did not begin together, objectives are not judged of the rest:"
                    + " then a shard's own miss counts. 2 also means that the shards cannot be merged, and that nothing was written."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OUT", description = "The folder of the merged run.")
    private Path out;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "RUN",
            description = "The folders of the shards, in any order.")
    private List<Path> folders;

    @Option(
            names = "--partial",
            description = "Merge although shards are missing or were killed, or runs are no shards at all.")
    private boolean isPartial;

    @Override
    public Integer call() {
        final List<RecordedRun> runs = new ArrayList<>();
        for (final Path folder : folders) {
            try {
                runs.add(RecordedRun.read(folder));
            } catch (final IOException e) {
                throw usage(FileProblems.of(e), e);
            }
        }
        final Merge merge;
        try {
            merge = Merge.of(runs, isPartial);
        } catch (final IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        } catch (final IOException e) {
            throw usage(FileProblems.of(e), e);
        }
        write(merge, folder());
        final PrintWriter stdout = spec.commandLine().getOut();
        stdout.println(String.format(
                Locale.ROOT,
                "%d %s, %,d operations, verdict: %s",
                merge.shardCount(),
                merge.shardCount() == 1 ? "shard" : "shards",
                merge.operations(),
                merge.status()));
        merge.reasons().forEach(reason -> stdout.println("  " + reason));
        ObjectiveText.lines(merge.objectives()).forEach(stdout::println);
        stdout.println("run folder: " + out + ", exit code " + merge.exitCode());
        stdout.flush();
        return merge.exitCode();
    }

    private RunFolder folder() {
        try {
            return RunFolder.create(out);
        } catch (final IOException e) {
            throw usage(out + " cannot be used as run folder: " + FileProblems.of(e), e);
        }
    }

    private void write(final Merge merge, final RunFolder folder) {
        try {
            merge.write(folder, Version.number());
        } catch (final IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot write to " + out + ": " + FileProblems.of(e), e);
        }
    }

    private ParameterException usage(final String message, final Exception cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
