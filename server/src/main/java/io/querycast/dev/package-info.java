/**
 * Beside {@code mvn liberty:dev} only: the WAR does not contain this package, and nothing imports
 * it.
 *
 * <p>In: the start of the application in dev mode. Out: the local cloud and the page's build as
 * child processes, and plain words on the console about what they are doing.
 */
package io.querycast.dev;
