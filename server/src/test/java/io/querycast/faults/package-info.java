/**
 * Fault runs: many seeds, each with at least three nodes, fifty jobs, a kill and two other faults.
 *
 * <p>A {@link io.querycast.faults.Plan} says what a seed asks for and what goes wrong. {@link
 * io.querycast.faults.Tab}s and {@link io.querycast.faults.Asker}s behave as pages do and write
 * what they see to a {@link io.querycast.faults.History}. The {@link io.querycast.faults.Checker}
 * compares it with the {@link io.querycast.faults.Ledger}. A {@link io.querycast.faults.World} is
 * near (nodes in this process) or far (servers of their own), and has one {@link
 * io.querycast.faults.Door}.
 */
package io.querycast.faults;
