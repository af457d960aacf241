package io.quorate.load.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what somebody may have meant. */
final class Nearest {

    private static final int MOST = 3;
    private static final int ALWAYS_NEAR = 2;
    private static final int CHARS_PER_MISTAKE = 3;

    private Nearest() {}

    /** The names that differ least from a word, nearest first; empty if none is near. */
    static List<String> to(final String word, final Collection<String> names) {
        final int limit = Math.max(ALWAYS_NEAR, word.length() / CHARS_PER_MISTAKE);
        return names.stream()
                .filter(name -> distance(word, name) <= limit)
                .sorted(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** How many characters have to be put in, taken out or replaced. */
    static int distance(final String a, final String b) {
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
            }
            final int[] swapped = last;
            last = row;
            row = swapped;
        }
        return last[b.length()];
    }
}
