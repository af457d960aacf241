/** What a run should achieve, and whether it did. */
@NullMarked
package io.quorate.load.slo;

import org.jspecify.annotations.NullMarked;
