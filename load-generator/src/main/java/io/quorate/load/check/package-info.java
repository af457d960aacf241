/** Judges what a cluster answers under load: each read against the writes known to be in effect, in constant memory. */
@NullMarked
package io.quorate.load.check;

import org.jspecify.annotations.NullMarked;
