package io.quorate.load.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns the names that the library has for its options into those of the command line. */
final class OptionNames {

    private static final Map<Pattern, String> OPTIONS = new LinkedHashMap<>();

    static {
        word("replicationFactor", "--replication-factor");
        word("vnodesPerWeight", "--vnodes");
        word("readQuorum", "--read-quorum");
        word("writeQuorum", "--write-quorum");
        word("requestTimeout", "--timeout");
        word("attemptTimeout", "--attempt-timeout");
        word("dialTimeout", "--dial-timeout");
        word("epoch(?==)", "--epoch");
        word("consistency=LINEARIZABLE", "--consistency=linearizable");
        word("linearizablePuts(?=: )", "linearizable puts (--consistency of clients, --linearizable-puts of nodes)");
        word("hash(?=: client )", "--hash");
        word("digest of the hash key", "digest of the key in --hash-key-file");
    }

    private OptionNames() {}

    /** For messages about options only: one that shows a key could have it changed. */
    static String in(final String message) {
        String text = message;
        for (final Map.Entry<Pattern, String> option : OPTIONS.entrySet()) {
            text = option.getKey().matcher(text).replaceAll(option.getValue());
        }
        return text;
    }

    private static void word(final String pattern, final String option) {
        OPTIONS.put(Pattern.compile("(?<![-\\w])" + pattern + "(?!\\w)"), option);
    }
}
