/** What several benchmarks share: their input, and the check that hot steps do not allocate. */
@NullMarked
package io.quorate.bench;

import org.jspecify.annotations.NullMarked;
