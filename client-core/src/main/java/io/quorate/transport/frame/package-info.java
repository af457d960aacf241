/**
 * Frames: many requests to one node, or many of its answers, as bytes one behind the other, without an object for each.
 *
 * <p>The format, byte by byte, is in {@code proto/STREAM.md}. Transports that keep a long-lived stream to a node send frames as they are.
 */
@NullMarked
package io.quorate.transport.frame;

import org.jspecify.annotations.NullMarked;
