package io.quorate.load.cluster;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this program once more. */
final class JavaCommand {

    /** Options that keep the JVM from warning are passed on; memory, agents and debuggers belong to this process alone. */
    private static final List<String> PASSED_ON =
            List.of("--sun-misc-unsafe-memory-access=", "--enable-native-access=", "--add-exports=", "--add-opens=");

    private static final String MAIN_CLASS = "io.quorate.load.cli.Quorate";

    private JavaCommand() {}

    /** The command, to which arguments can be added. */
    static List<String> ofThisProgram() {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (PASSED_ON.stream().anyMatch(option::startsWith)) {
                command.add(option);
            }
        }
        final String classPath = System.getProperty("java.class.path");
        // Only as a runnable jar does a jar say what it exports and which native access it needs.
        if (classPath.endsWith(".jar") && !classPath.contains(System.getProperty("path.separator"))) {
            command.add("-jar");
            command.add(classPath);
        } else {
            command.add("-cp");
            command.add(classPath);
            command.add(MAIN_CLASS);
        }
        return command;
    }
}
