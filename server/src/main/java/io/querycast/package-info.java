/**
 * What every other package may use, and nothing of theirs: settings, clients, clock, refusals.
 *
 * <p>In: MicroProfile Config. Out: {@link io.querycast.Settings}, the AWS SDK's clients, and every
 * refusal as {@code application/problem+json}.
 */
package io.querycast;
