package io.quorate.load.config;

import java.util.List;
import java.util.Map;

/** What a configuration file says, whatever its syntax. Numbers and the like are text, as written. */
sealed interface ConfigTree {

    /** How deep a file may nest: more than any configuration needs. */
    int MAX_DEPTH = 8;

    /** Where the file says it, from 1; 0 if that is not known. */
    int line();

    record Text(String text, int line) implements ConfigTree {}

    /** A value that was left out. */
    record Nothing(int line) implements ConfigTree {}

    record Items(List<ConfigTree> items, int line) implements ConfigTree {}

    /** In the order of the file. */
    record Members(Map<String, ConfigTree> members, int line) implements ConfigTree {}
}
