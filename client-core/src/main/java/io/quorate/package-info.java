/** The client of a replicated key-value cluster: what an application calls and what it gets back. */
@NullMarked
package io.quorate;

import org.jspecify.annotations.NullMarked;
