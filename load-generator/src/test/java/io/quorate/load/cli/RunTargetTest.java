package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.metrics.ClientListener;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class RunTargetTest {

    @TempDir
    private Path logs;

    /** Has options and nothing to do. */
    @Command(name = "options")
    private static final class Options {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Mixin
        private LoadTargetOptions target;
    }

    @Test
    void shouldGiveTheClientItsListenerBeforeItConnects() throws InterruptedException {
        final Options options = new Options();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs("--target=inprocess");
        final Set<String> connected = ConcurrentHashMap.newKeySet();
        final ClientListener listener = new ClientListener() {
            @Override
            public void onConnected(final String node) {
                connected.add(node);
            }
        };

        try (RunTarget target =
                RunTarget.open(options.spec, options.client, options.target, 10, logs, line -> {}, listener)) {
            target.client().put("k", "v");
        }

        assertEquals(Set.of("embedded-0:7000", "embedded-1:7000", "embedded-2:7000"), connected);
    }
}
