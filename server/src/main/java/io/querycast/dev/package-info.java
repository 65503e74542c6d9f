/**
 * Beside {@code mvn liberty:dev} only: packaging leaves this package out of the WAR, and nothing
 * imports it.
 *
 * <p>In: the start of the application in dev mode. Out: the local cloud and the page's build as
 * child processes, and what they are doing in plain words on the console.
 */
package io.querycast.dev;
