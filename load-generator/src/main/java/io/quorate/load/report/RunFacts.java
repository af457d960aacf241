package io.quorate.load.report;

import java.util.Map;

/**
 * What is known about a run before it begins.
 *
 * @param version version of the program
 * @param config every option with its value in force, by option name
 * @param environment where it runs
 */
public record RunFacts(String version, Map<String, Object> config, Map<String, Object> environment) {}
