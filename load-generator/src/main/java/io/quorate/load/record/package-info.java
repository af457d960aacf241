/** Where the times of every operation go, by tag. */
@NullMarked
package io.quorate.load.record;

import org.jspecify.annotations.NullMarked;
