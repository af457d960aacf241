package io.quorate.load.cli;

import io.quorate.load.health.HostFacts;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a run runs. What is not known is left out; so is the name of the machine, which is nobody's business. */
final class Environment {

    private static final Path ROOT = Path.of("/");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String COMMIT = "Git-Commit";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40,64}");

    private Environment() {}

    /** The few facts that matter most. */
    static Map<String, Object> describe() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("vm", System.getProperty("java.vm.name"));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("arch", System.getProperty("os.arch"));
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        return facts;
    }

    /** These and all others, for {@code env.json}: texts, numbers, booleans and lists of texts. */
    static Map<String, Object> report() {
        return report(new HostFacts(ROOT));
    }

    static Map<String, Object> report(final HostFacts host) {
        final Map<String, Object> facts = describe();
        facts.put("gc", collectors());
        facts.put("jvmArguments", ManagementFactory.getRuntimeMXBean().getInputArguments());
        ProcessHandle.current().info().commandLine().ifPresent(line -> facts.put("commandLine", line));
        facts.put("timeZone", ZoneId.systemDefault().getId());
        facts.put("quorate", Version.number());
        final String commit = commit();
        if (commit != null) {
            facts.put("gitCommit", commit);
        }
        facts.putAll(host.describe());
        return facts;
    }

    /** The garbage collectors in use, by the names that the JVM gives them. */
    static List<String> collectors() {
        final List<String> names = new ArrayList<>();
        for (final GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            names.add(collector.getName());
        }
        return names;
    }

    /** What this program was built from, if its own jar says so. */
    private static @Nullable String commit() {
        // Other jars of the class path have manifests, too.
        final URL own = Environment.class.getResource(Environment.class.getSimpleName() + ".class");
        if (own == null || !own.getProtocol().equals("jar")) {
            return null;
        }
        final String jar = own.toString().substring(0, own.toString().indexOf("!/") + 2);
        try (InputStream in = new URL(jar + MANIFEST).openStream()) {
            return commit(new Manifest(in).getMainAttributes());
        } catch (final IOException e) {
            return null;
        }
    }

    /** Null also if the program was built outside a repository, where the manifest names nothing. */
    static @Nullable String commit(final Attributes manifest) {
        final String commit = manifest.getValue(COMMIT);
        return commit != null && HASH.matcher(commit).matches() ? commit : null;
    }
}
