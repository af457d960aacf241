package io.quorate;

import io.quorate.version.Version;

/**
 * What a put did: W replicas hold its value or something newer.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param version the version of the put
 * @param previous what the key held before
 * @param superseded whether a replica already held something newer, so that gets will not see this value
 */
public record PutResult(Version version, Previous previous, boolean superseded) {}
