package io.quorate;

import io.quorate.version.Version;

/**
 * What a delete did: W replicas hold its tombstone or something newer.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param version the version of the tombstone
 * @param previous what the key held before
 * @param superseded whether a replica already held something newer, so that the key still has a value
 */
public record DeleteResult(Version version, Previous previous, boolean superseded) {}
