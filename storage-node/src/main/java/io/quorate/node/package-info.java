/** One replica: what it does with reads, writes and ring requests, without any network. */
@NullMarked
package io.quorate.node;

import org.jspecify.annotations.NullMarked;
