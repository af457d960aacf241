package io.quorate.load.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which options of a command a file may set, and how they are called there. */
final class ConfigNames {

    static final String CONFIG = "--config";
    private static final String PREFIX = "--";

    /** They say what to do with a configuration, or how to show what happens. */
    private static final Set<String> NEVER = Set.of("config", "print-config", "verbose", "help", "version");

    private ConfigNames() {}

    /** In the order of the command. */
    static Map<String, OptionSpec> of(final CommandSpec command) {
        final Map<String, OptionSpec> all = new LinkedHashMap<>();
        for (final OptionSpec option : command.options()) {
            final String name = name(option);
            if (option.longestName().startsWith(PREFIX)
                    && !option.usageHelp()
                    && !option.versionHelp()
                    && !NEVER.contains(name)) {
                all.put(name, option);
            }
        }
        return all;
    }

    static String name(final OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    static boolean takesConfig(final CommandSpec command) {
        return command.findOption(CONFIG) != null;
    }
}
