package io.quorate.engine;

import java.util.List;

/**
 * Why a key is where it is; a snapshot.
 *
 * @param key the key as text, escaped and cut
 * @param hash position of the key on the ring, unsigned
 * @param token position of the token that owns it, unsigned
 * @param epoch epoch of the ring
 * @param replicas the preference list, in order
 */
public record Explanation(String key, long hash, long token, long epoch, List<NodeStatus> replicas) {}
