/** Whether one set of recorded runs is slower than another, beyond chance. */
@NullMarked
package io.quorate.load.compare;

import org.jspecify.annotations.NullMarked;
