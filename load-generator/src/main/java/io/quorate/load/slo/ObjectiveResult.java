package io.quorate.load.slo;

/**
 * Whether a load met an objective.
 *
 * @param objective what was asked for
 * @param measured what came of it, with its unit, for people
 * @param passed whether it was met; an objective about operations that did not occur is not
 * @param misses operations that were not as the objective wants them; 0 of a throughput
 * @param total operations that it is about
 */
public record ObjectiveResult(Objective objective, String measured, boolean passed, long misses, long total) {}
