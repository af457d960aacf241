package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code docs/cli.md} is what the options say; {@code -Dquorate.writeManual=true} writes it anew. */
class CliManualTest {

    private static final Path MANUAL = Path.of("..", "docs", "cli.md");
    private static final List<String> COMMANDS = List.of("run", "node", "get", "put", "delete", "ring");

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
        text.append("options themselves; `./quorate COMMAND --help` shows the same.\n\n");
        section(text, "quorate", quorate);
        for (final String command : COMMANDS) {
            section(text, "quorate " + command, quorate.getSubcommands().get(command));
        }
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
