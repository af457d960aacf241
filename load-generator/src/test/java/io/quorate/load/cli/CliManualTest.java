package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code docs/cli.md} is what the options say; {@code -Dquorate.writeManual=true} writes it anew. */
class CliManualTest {

    private static final Path MANUAL = Path.of("..", "docs", "cli.md");
    private static final String READING = """
            ## Reading the output

            What `run` prints at its end:

            | | |
            |---|---|
            | `count` | operations that succeeded, those that ended after the load included |
            | `rate` | operations per second that succeeded and had ended by the last instant of the load; what ended later counts in `count` only |
            | `response` | times from the intended start of an operation: what a caller would have waited, queueing in this program included. What did not end is contained, with the time that it had taken by then; what failed is not |
            | `service` | times from the actual send, so without the wait for a free place under `--max-in-flight` |
            | `~` | fewer than ten operations were slower than this percentile, so that chance decides it; run longer |
            | `>=` | the true time may be longer: operations that did not end are among those counted here |
            | start lateness | how late this program sent operations although there was room for them: its own doing, and part of the response times |
            | in-flight cap full for | how long `--max-in-flight` operations were under way while more were due |
            | `queue` (progress) | operations that are due and wait for a free place |
            | `*` (progress) | the in-flight cap was reached |

            The verdict judges this program, not the cluster:

            | verdict | when |
            |---|---|
            | `VALID` | otherwise |
            | `SUSPECT` | the 99th percentile of start lateness is above 1 ms and above a tenth of the 99th percentile of response time, all operations together; or this program stood still, collected garbage, used more than 90 % of its processors or was denied more than 5 % of them, by what its limits say beside the verdict |
            | `INVALID` | the 99th percentile of start lateness is above 100 ms, or more than 0.1 % of the operations that were due had not been sent 100 ms after the end of the load although there was room for them |
            | `NONE` | no operation was due in the measured load, for example because it was interrupted in the warm-up |

            With `--target inprocess` nodes answer within the call that asks them, so that service times are microseconds, and response times
            are little more than the accuracy with which this program starts operations: read the service times there.

            """;
    private static final Set<String> NOT_SHOWN = Set.of("help", "generate-completion");

    @Test
    void shouldSayWhatTheOptionsSayWhenTheManualIsRead() throws IOException {
        final String manual = manual();
        if (Boolean.getBoolean("quorate.writeManual")) {
            Files.writeString(MANUAL, manual, StandardCharsets.UTF_8);
        }
        assertEquals(
                manual,
                Files.readString(MANUAL, StandardCharsets.UTF_8),
                "docs/cli.md is out of date: run this test with -Dquorate.writeManual=true");
    }

    private static String manual() {
        final CommandLine quorate = Quorate.commandLine();
        final StringBuilder text = new StringBuilder(16_384);
        text.append("# The command line\n\n");
        text.append(
                "`./quorate` builds what is missing or stale on first use, then runs it. This page is made from the\n");
        text.append(
                "options themselves; `./quorate COMMAND --help` shows the same. Exit code 70 is `./quorate`'s own: there is no\n");
        text.append("usable Java or Maven, or the build failed.\n\n");
        section(text, "quorate", quorate);
        quorate.getSubcommands().forEach((name, command) -> {
            if (!NOT_SHOWN.contains(name)) {
                section(text, "quorate " + name, command);
            }
        });
        text.append(READING);
        text.append("## Shell completion\n\n```bash\nsource <(./quorate generate-completion)\n```\n");
        return text.toString();
    }

    private static void section(final StringBuilder text, final String name, final CommandLine command) {
        command.setUsageHelpAutoWidth(false);
        text.append("## ").append(name).append("\n\n```text\n");
        text.append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).strip().replace("\r\n", "\n"));
        text.append("\n```\n\n");
    }
}
