package io.quorate.load.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where a run runs. */
final class Environment {

    private Environment() {}

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
}
