/**
 * The measurements: what each part prints, and the one table, the charts and the page made of it.
 * Run by hand, never by a build; see bench/README.md.
 */
package io.querycast.bench;
