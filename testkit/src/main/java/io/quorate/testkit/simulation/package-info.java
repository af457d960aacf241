/**
 * The real client engine and the real storage nodes in one thread, on virtual time, over a network that misbehaves by seed, on machines that
 * crash, pause, and have wrong clocks. {@link io.quorate.testkit.simulation.FaultClass} says what goes wrong,
 * {@link io.quorate.testkit.simulation.Simulation} what is checked, {@link io.quorate.testkit.simulation.PlantedBug} what is known to be found.
 *
 * <p><b>What is not simulated.</b> Threads: races are for other tools. Kernels and firmware: a disk loses what was not synced, but never what
 * was; a message arrives as it was sent or not at all. Peers that lie.
 *
 * <p><b>What is claimed.</b> With {@link io.quorate.quorum.Consistency#QUORUM}, R+W&gt;N and no skew between the clients' wall clocks,
 * histories are linearizable per key, with versions as the order, provided that no operation takes less than one tick of the wall clock
 * (1 ms), which the simulation ensures by messages that take at least half a tick each way.
 *
 * <p><b>Why so.</b> A put's timestamp carries the millisecond in which it was stamped: clocks that agree never make a hybrid clock run ahead
 * of wall time, short of 32,768 stamps of one client in a millisecond. Whoever has seen a put's effect, its own answer included, has waited
 * for two messages, so that the wall clock has moved on, and what he stamps afterwards is higher. Write-back does the rest: what one get has
 * returned, every later read quorum meets.
 *
 * <p><b>Where it ends.</b> Within one millisecond, versions of different clients are ordered by a counter that starts at a value derived
 * from the writer id. With faster messages a put can begin after another client's put was acknowledged, in the same millisecond, get the lower
 * version, and never be seen; its result says {@code superseded}. With clocks that differ the same happens over that difference. The
 * {@link io.quorate.quorum.Consistency#LINEARIZABLE} needs neither: its puts look for the newest version first. The simulation shows all
 * three when it is told to: {@link io.quorate.testkit.simulation.SimulationOptions.Builder#minDelayNs} and
 * {@link io.quorate.testkit.simulation.SimulationOptions.Builder#maxSkewMs}.
 */
@NullMarked
package io.quorate.testkit.simulation;

import org.jspecify.annotations.NullMarked;
