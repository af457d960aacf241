/** What a run leaves behind: table, run folder, verdict. */
@NullMarked
package io.quorate.load.report;

import org.jspecify.annotations.NullMarked;
