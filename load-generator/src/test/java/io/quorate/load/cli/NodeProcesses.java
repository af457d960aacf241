package io.quorate.load.cli;

import io.quorate.load.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three nodes as an operator starts them, each by a command of its own. */
final class NodeProcesses implements AutoCloseable {

    static final int COUNT = 3;

    private final Path folder;
    private final List<String> nodeOptions;
    private final List<String> addresses = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    private NodeProcesses(final Path folder, final List<String> nodeOptions) {
        this.folder = folder;
        this.nodeOptions = nodeOptions;
    }

    static NodeProcesses start(final Path folder, final String... nodeOptions)
            throws IOException, InterruptedException {
        final NodeProcesses nodes = new NodeProcesses(folder, List.of(nodeOptions));
        FreePorts.find("127.0.0.1", COUNT).forEach(port -> nodes.addresses.add("127.0.0.1:" + port));
        boolean ok = false;
        try {
            for (int i = 0; i < COUNT; i++) {
                nodes.programs.add(nodes.startNode(i));
            }
            for (final Program program : nodes.programs) {
                program.awaitOut("listening on ");
            }
            ok = true;
            return nodes;
        } finally {
            if (!ok) {
                nodes.close();
            }
        }
    }

    String target() {
        return String.join(",", addresses);
    }

    String address(final int number) {
        return addresses.get(number);
    }

    Program program(final int number) {
        return programs.get(number);
    }

    void kill(final int number) throws InterruptedException {
        programs.get(number).kill();
    }

    /** Starts a node that was killed again, at the same address. */
    void restart(final int number) throws IOException, InterruptedException {
        final Program program = startNode(number);
        programs.set(number, program);
        program.awaitOut("listening on ");
    }

    private Program startNode(final int number) throws IOException {
        final List<String> args =
                new ArrayList<>(List.of("node", "--listen", addresses.get(number), "--peers", target()));
        args.addAll(nodeOptions);
        return Program.start(folder, args.toArray(String[]::new));
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
