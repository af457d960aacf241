package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.SystemEnv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README compiles as it stands there, and does against real nodes what it seems to do. */
class ReadmeExampleTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final String LAST_STATEMENT = "    client.async()";
    private static final Pattern SERVERS = Pattern.compile("\"127\\.0\\.0\\.1:7001[^\"]*\"");

    @Test
    void shouldPrintWhatWasPutWhenTheExampleRuns(@TempDir final Path directory)
            throws IOException, ReflectiveOperationException {
        final List<NodeDescriptor> members = threeMembers();
        final List<GrpcNodeServer> servers = new ArrayList<>();
        try {
            for (final NodeDescriptor member : members) {
                servers.add(start(member, members));
            }
            final String target = members.stream().map(NodeDescriptor::name).collect(Collectors.joining(","));
            final String printed = run(compile(directory, exampleAgainst(target)));

            final List<String> lines = printed.lines().toList();
            assertEquals(3, lines.size(), printed);
            assertTrue(lines.get(0).matches("hello \\S+@[0-9a-f]{16}"), printed);
            assertEquals("5 bytes", lines.get(1));
            assertEquals("hello", lines.get(2));
        } finally {
            servers.forEach(GrpcNodeServer::close);
        }
    }

    /** The first example, with the second one where its reader would put it: inside the try, before the last statement. */
    private static String exampleAgainst(final String target) throws IOException {
        final Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md"), StandardCharsets.UTF_8));
        assertTrue(example.find(), "the README has no Java example");
        final String first = example.group(1);
        assertTrue(example.find(), "the README has no example of callbacks");
        final String both = first.replace(LAST_STATEMENT, example.group(1) + LAST_STATEMENT);
        assertTrue(both.length() > first.length(), "the first example has no " + LAST_STATEMENT.strip());
        final Matcher servers = SERVERS.matcher(both);
        assertTrue(servers.find(), "the example names no servers");
        return servers.replaceFirst('"' + target + '"');
    }

    private static String linesOf(final String example, final boolean imports) {
        return example.lines()
                .filter(line -> line.startsWith("import ") == imports)
                .collect(Collectors.joining("\n"));
    }

    private static Path compile(final Path directory, final String example) throws IOException {
        final Path source = directory.resolve("Example.java");
        Files.writeString(source, """
                %s

                public class Example {
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(linesOf(example, true), linesOf(example, false)));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final ByteArrayOutputStream messages = new ByteArrayOutputStream();
        final int result = compiler.run(
                null,
                messages,
                messages,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
        assertEquals(0, result, messages.toString(StandardCharsets.UTF_8));
        return directory;
    }

    private static String run(final Path classes) throws IOException, ReflectiveOperationException {
        final PrintStream before = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()});
                PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (final InvocationTargetException e) {
            throw new AssertionError("the example failed", e.getCause());
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static List<NodeDescriptor> threeMembers() throws IOException {
        final List<NodeDescriptor> members = new ArrayList<>();
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0);
                ServerSocket third = new ServerSocket(0)) {
            for (final ServerSocket socket : List.of(first, second, third)) {
                members.add(NodeDescriptor.of("127.0.0.1:" + socket.getLocalPort()));
            }
        }
        return members;
    }

    private static GrpcNodeServer start(final NodeDescriptor self, final List<NodeDescriptor> members)
            throws IOException {
        final SystemEnv env = new SystemEnv("readme-node");
        final StorageNode node = new StorageNode(NodeConfig.of(self.name(), members), new MemoryEngine(env), env);
        return GrpcNodeServer.start(
                node, GrpcNodeServerOptions.builder().listen(self.address()).build());
    }
}
