/**
 * All that is HTTP and nobody's in particular: what is refused before any route is asked.
 *
 * <p>Sees the root alone; every other package may see it.
 */
package io.querycast.rest;
