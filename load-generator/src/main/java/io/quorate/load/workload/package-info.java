/** What is sent and when: a pure function of a seed and an index, the same on every machine. */
@NullMarked
package io.quorate.load.workload;

import org.jspecify.annotations.NullMarked;
