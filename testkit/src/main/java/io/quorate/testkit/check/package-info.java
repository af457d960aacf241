/** Checkers that decide whether a recorded history keeps what a consistency level promises. */
@NullMarked
package io.quorate.testkit.check;

import org.jspecify.annotations.NullMarked;
