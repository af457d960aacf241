package io.quorate.load.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.quorate.load.recorded.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** A run that has ended, as its folder tells of it. */
final class SavedRun {

    private static final String JSON = "run.json";

    private final Path folder;
    private final JsonObject config;

    private SavedRun(final Path folder, final JsonObject config) {
        this.folder = folder;
        this.config = config;
    }

    /** Reads the options of a run; a folder without one, or with files that are not those of the run, is a usage error. */
    static SavedRun read(final CommandSpec spec, final Path folder) {
        final Path file = folder.resolve(JSON);
        try {
            final JsonElement root = JsonParser.parseString(Files.readString(file));
            final JsonElement config =
                    root.isJsonObject() ? root.getAsJsonObject().get("config") : null;
            if (config == null || !config.isJsonObject()) {
                throw new ParameterException(
                        spec.commandLine(), file + " does not tell of a run: it has no member config");
            }
            FileDigest.requireUnchanged(folder, root.getAsJsonObject());
            return new SavedRun(folder, config.getAsJsonObject());
        } catch (final IOException e) {
            throw new ParameterException(
                    spec.commandLine(), folder + " cannot be used as run folder: " + FileProblems.of(e), e);
        } catch (final JsonParseException e) {
            throw new ParameterException(spec.commandLine(), file + " is not JSON: " + e.getMessage(), e);
        }
    }

    Path file(final String name) {
        return folder.resolve(name);
    }

    /** Value of an option in the run; null if it had none. */
    @Nullable
    String option(final String name) {
        final JsonElement value = config.get(name);
        return value == null || !value.isJsonPrimitive() ? null : value.getAsString();
    }

    /**
     * Fills options in with those of the run, and with those given now, which go first.
     *
     * @param given the command that was parsed
     * @param into an object with options and mixins; options of other names stay out
     * @param check checks what has been filled in, as a usage error
     */
    void fill(final CommandSpec given, final Object into, final Runnable check) {
        final CommandLine command = new CommandLine(into).setCaseInsensitiveEnumValuesAllowed(true);
        final List<String> arguments = new ArrayList<>();
        for (final OptionSpec option : command.getCommandSpec().options()) {
            final String name = option.longestName();
            final OptionSpec now = given.findOption(name);
            final String saved = option(name.replaceFirst("^-+", ""));
            if (now != null && given.commandLine().getParseResult().hasMatchedOption(now)) {
                final List<String> values = now.originalStringValues();
                arguments.add(values.isEmpty() ? name : name + "=" + values.get(values.size() - 1));
            } else if (saved != null) {
                arguments.add(name + "=" + saved);
            }
        }
        try {
            command.parseArgs(arguments.toArray(String[]::new));
            check.run();
        } catch (final ParameterException e) {
            throw new ParameterException(
                    given.commandLine(), "with the options of run " + folder + ": " + e.getMessage(), e);
        }
    }
}
