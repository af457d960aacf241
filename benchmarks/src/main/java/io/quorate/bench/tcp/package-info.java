/** The exchange of a quorum operation over plain TCP: about what loopback itself can do. */
@NullMarked
package io.quorate.bench.tcp;

import org.jspecify.annotations.NullMarked;
