/** Runs that were recorded, read back from their folders. */
@NullMarked
package io.quorate.load.recorded;

import org.jspecify.annotations.NullMarked;
