/**
 * The measurements: the parts, and the table, the charts and the page made from their figures. They
 * are run by hand, never by a build; see bench/README.md.
 */
package io.querycast.bench;
