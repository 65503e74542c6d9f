/**
 * What the warehouse was used for, and what that took. In: the steps of jobs and the reading of
 * rows; the question of an operator. Out: sums of a day for each query and user, and a report of
 * them. docs/adr/0061-what-it-costs.md.
 */
package io.querycast.usage;
