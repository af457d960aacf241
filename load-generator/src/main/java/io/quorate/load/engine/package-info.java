/** Starts operations at their intended times, whatever became of the earlier ones. */
@NullMarked
package io.quorate.load.engine;

import org.jspecify.annotations.NullMarked;
