/** The quorum protocols as pure state machines: state and event in, effects out; no clock, thread or random source of their own. */
@NullMarked
package io.quorate.quorum;

import org.jspecify.annotations.NullMarked;
