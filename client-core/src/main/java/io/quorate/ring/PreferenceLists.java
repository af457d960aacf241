package io.quorate.ring;

/** Computes the preference list of every token: the owners met on a walk round the ring, each once. */
final class PreferenceLists {
    private PreferenceLists() {}

    /**
     * Computes all lists in one backward pass: a token's list is its owner, followed by the next token's list without that
     * owner. The work is therefore in proportion to the lists' size, however uneven the weights are.
     *
     * @param owners owner of each token, ascending by token
     * @param nodeCount how many different owners there are
     * @param n length of a list, at most {@code nodeCount}
     * @return all lists, one behind the other
     */
    static char[] build(final char[] owners, final int nodeCount, final int n) {
        final char[] lists = new char[owners.length * n];
        final int last = owners.length - 1;
        walk(owners, last, nodeCount, n, lists);
        for (int slot = last - 1; slot >= 0; slot--) {
            final char owner = owners[slot];
            final int from = (slot + 1) * n;
            int to = slot * n;
            lists[to++] = owner;
            for (int i = 0; to < from && i < n; i++) {
                final char candidate = lists[from + i];
                if (candidate != owner) {
                    lists[to++] = candidate;
                }
            }
        }
        return lists;
    }

    private static void walk(
            final char[] owners, final int start, final int nodeCount, final int n, final char[] lists) {
        final boolean[] taken = new boolean[nodeCount];
        int found = 0;
        for (int i = 0; found < n; i++) {
            final char owner = owners[(start + i) % owners.length];
            if (!taken[owner]) {
                taken[owner] = true;
                lists[start * n + found++] = owner;
            }
        }
    }
}
