/** The report of a run: one HTML file that needs no network and no other file. */
@NullMarked
package io.quorate.load.html;

import org.jspecify.annotations.NullMarked;
