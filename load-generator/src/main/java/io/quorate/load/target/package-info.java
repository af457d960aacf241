/** Quorate clusters as targets of load. */
@NullMarked
package io.quorate.load.target;

import org.jspecify.annotations.NullMarked;
