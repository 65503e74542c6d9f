/**
 * The journeys of the page, in a package whose name is the first one: they take longest, so they
 * run first.
 *
 * <p>In: the page, as the server serves it. Out: the promises of {@code spa/e2e}.
 */
package io.querycast.browser;
