package io.quorate.load;

import java.util.Arrays;

/** Prints its process id and arguments: what {@link LauncherTest} starts instead of the real program. */
final class PrintPid {
    private PrintPid() {}

    public static void main(final String[] arguments) {
        System.out.println(ProcessHandle.current().pid() + " " + Arrays.toString(arguments));
    }
}
