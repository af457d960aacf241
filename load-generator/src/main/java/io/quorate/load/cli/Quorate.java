package io.quorate.load.cli;

import io.quorate.error.ConnectionFailedException;
import io.quorate.error.QuorateException;
import io.quorate.error.RingMismatchException;
import io.quorate.error.ValidationException;
import io.quorate.load.config.ConfigDefaults;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code quorate} command line. */
@Command(
        name = "quorate",
        description =
                "Replicated key-value clusters: put them under load, run their nodes, read and write keys, check them.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        subcommands = {
            LoadCommand.class,
            RunCommand.class,
            SearchCommand.class,
            SweepCommand.class,
            VerifyCommand.class,
            CompareCommand.class,
            MergeCommand.class,
            ReportCommand.class,
            DoctorCommand.class,
            NodeCommand.class,
            GetCommand.class,
            PutCommand.class,
            DeleteCommand.class,
            RingCommand.class,
            SimulateCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        usageHelpWidth = 110,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:the operation failed, or the key is absent; of run: an objective was missed, or, without one, operations failed or"
                    + " did not end; of compare: a regression",
            "2:bad usage: an option, a key or a value is not valid, a folder cannot be written, or a run folder is not as its run left it",
            "3:cannot connect: no server answers, the cluster places keys otherwise, or a port is taken; of load and run: the keys could"
                    + " not be written",
            "4:a promise was broken, a key that load had written is lost or holds something else, or simulate has found a planted bug",
            "5:the load generator could not hold the rate, so that its numbers say little, whatever else they say",
            "6:compare: inconclusive, or the runs cannot be compared",
            "130:interrupted; results so far are kept"
        })
public final class Quorate implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    Quorate() {}

    /**
     * Starts the program.
     *
     * @param args the command and its arguments
     */
    public static void main(final String[] args) {
        Logging.configure(false);
        final int exitCode = execute(commandLine(), args);
        System.out.flush();
        System.exit(exitCode);
    }

    /** Runs a command line, with what its configuration file says. */
    static int execute(final CommandLine commandLine, final String... args) {
        ConfigOptions.install(commandLine, args);
        return commandLine.execute(args);
    }

    static CommandLine commandLine() {
        final CommandLine commandLine = new CommandLine(new Quorate());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(usageHandler());
        commandLine.setExecutionExceptionHandler(Quorate::onFailure);
        return commandLine;
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say on standard error what happens inside.")
    void verbose(final boolean isVerbose) {
        Logging.configure(isVerbose);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "there is no command");
    }

    private static IParameterExceptionHandler usageHandler() {
        return (error, args) -> {
            final CommandLine command = error.getCommandLine();
            final PrintWriter err = command.getErr();
            err.println("quorate: " + error.getMessage() + ConfigDefaults.origin(error));
            CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE;
        };
    }

    private static int onFailure(final Exception error, final CommandLine command, final CommandLine.ParseResult parsed)
            throws Exception {
        final PrintWriter err = command.getErr();
        if (error instanceof CommandFailure failure) {
            err.println("quorate: " + failure.getMessage());
            return failure.exitCode();
        }
        if (error instanceof QuorateException failure) {
            final int exitCode = exitCode(failure);
            final String message = String.valueOf(failure.getMessage());
            err.println("quorate: " + (exitCode == ExitCode.CANNOT_CONNECT ? OptionNames.in(message) : message));
            return exitCode;
        }
        throw error;
    }

    static int exitCode(final QuorateException error) {
        if (error instanceof ValidationException) {
            return ExitCode.USAGE;
        }
        return error instanceof ConnectionFailedException || error instanceof RingMismatchException
                ? ExitCode.CANNOT_CONNECT
                : ExitCode.FAILED;
    }
}
