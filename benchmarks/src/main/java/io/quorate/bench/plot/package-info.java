/** Draws the results of comparisons as SVG. */
@NullMarked
package io.quorate.bench.plot;

import org.jspecify.annotations.NullMarked;
