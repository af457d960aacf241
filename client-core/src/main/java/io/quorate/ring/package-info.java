/** Placement of keys on the consistent hash ring, and what a node tells about its ring. */
@NullMarked
package io.quorate.ring;

import org.jspecify.annotations.NullMarked;
