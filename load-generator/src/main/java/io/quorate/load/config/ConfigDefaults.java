package io.quorate.load.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Makes what {@code --config} names the defaults of a command, so that the command line goes before the file.
 *
 * <p>Options that other commands take are skipped, so that one file can serve several commands.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> {@link ParameterException} while the command line is parsed, with the message of {@link ConfigException}.
 */
public final class ConfigDefaults implements IDefaultValueProvider {

    private static final String END_OF_OPTIONS = "--";

    private final CommandLine command;
    private final String file;
    private final List<String> args;
    private final Set<String> skipped;
    private @Nullable ConfigFile config;

    private ConfigDefaults(
            final CommandLine command, final String file, final List<String> args, final Set<String> skipped) {
        this.command = command;
        this.file = file;
        this.args = args;
        this.skipped = skipped;
    }

    /**
     * Looks for {@code --config FILE} among arguments that are about to be parsed; defaults have to be known before that. Does nothing if the
     * command takes no configuration, or is given none.
     *
     * @param root the program
     * @param facts names in the configuration of a run that are no options of any command
     * @param args the arguments, the command first
     */
    public static void install(final CommandLine root, final Set<String> facts, final String... args) {
        final CommandLine command = command(root, args);
        final String file = file(args);
        if (command == null || file == null || !ConfigNames.takesConfig(command.getCommandSpec())) {
            return;
        }
        final Set<String> skipped = new TreeSet<>(facts);
        for (final CommandLine other : root.getSubcommands().values()) {
            if (ConfigNames.takesConfig(other.getCommandSpec())) {
                skipped.addAll(ConfigNames.of(other.getCommandSpec()).keySet());
            }
        }
        command.getCommandSpec().defaultValueProvider(new ConfigDefaults(command, file, List.of(args), skipped));
    }

    /**
     * Where the value of an option came from that an error is about.
     *
     * @param error of parsing a command line
     * @return for example {@code " (set at x.yaml:3)"}, empty if it did not come from a file
     */
    public static String origin(final ParameterException error) {
        final CommandSpec spec = error.getCommandLine().getCommandSpec();
        if (spec.defaultValueProvider() instanceof ConfigDefaults defaults
                && error.getArgSpec() instanceof OptionSpec option
                && defaults.config != null
                && !defaults.isGiven(option)) {
            final String where = defaults.config.where(ConfigNames.name(option));
            return where == null ? "" : " (set at " + where + ")";
        }
        return "";
    }

    @Override
    public @Nullable String defaultValue(final ArgSpec arg) {
        if (!(arg instanceof OptionSpec option)) {
            return null;
        }
        final List<String> values = values(option);
        // A flag that is given means the contrary of its default.
        if (values == null || (option.arity().max() == 0 && isGiven(option))) {
            return null;
        }
        return literal(joined(option, values));
    }

    /** What the file says of an option; null if nothing. */
    @Nullable
    List<String> values(final OptionSpec option) {
        final Map<String, OptionSpec> known = ConfigNames.of(command.getCommandSpec());
        final String name = ConfigNames.name(option);
        return option.equals(known.get(name)) ? config(known.keySet()).values().get(name) : null;
    }

    private ConfigFile config(final Set<String> known) {
        ConfigFile read = config;
        if (read == null) {
            try {
                read = ConfigFile.read(file, known, skipped);
            } catch (final ConfigException e) {
                throw new ParameterException(command, ConfigNames.CONFIG + "=" + file + ": " + e.getMessage(), e);
            }
            config = read;
        }
        return read;
    }

    private String joined(final OptionSpec option, final List<String> values) {
        if (option.isMultiValue() && option.splitRegex().isEmpty() && values.size() > 1) {
            throw new ParameterException(
                    command,
                    ConfigNames.CONFIG + "=" + file + ": " + ConfigNames.name(option) + " has " + values.size()
                            + " values, and can have one in a file: give the rest on the command line",
                    option,
                    null);
        }
        return String.join(",", values);
    }

    /** So that nothing in it stands for a variable. */
    private static String literal(final String text) {
        return text.replace("$", "$$");
    }

    private boolean isGiven(final OptionSpec option) {
        for (final String name : option.names()) {
            for (final String arg : args) {
                if (arg.equals(name) || arg.startsWith(name + "=")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first argument that is a command is the command: no option before it takes a value. */
    private static @Nullable CommandLine command(final CommandLine root, final String... args) {
        for (final String arg : args) {
            final CommandLine command = root.getSubcommands().get(arg);
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    private static @Nullable String file(final String... args) {
        for (int i = 0; i < args.length && !args[i].equals(END_OF_OPTIONS); i++) {
            if (args[i].startsWith(ConfigNames.CONFIG + "=")) {
                return args[i].substring(ConfigNames.CONFIG.length() + 1);
            }
            if (args[i].equals(ConfigNames.CONFIG) && i + 1 < args.length) {
                return args[i + 1];
            }
        }
        return null;
    }
}
