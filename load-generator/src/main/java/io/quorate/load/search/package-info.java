/** Finds the highest rate that meets its objectives, and shows what other rates do. */
@NullMarked
package io.quorate.load.search;

import org.jspecify.annotations.NullMarked;
