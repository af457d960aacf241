/** Versions of values, their order, and the hybrid logical clock that makes them. */
@NullMarked
package io.quorate.version;

import org.jspecify.annotations.NullMarked;
