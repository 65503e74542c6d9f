/** Makes the table, the charts and docs/performance.md from the figures of all parts. */
package io.querycast.bench.report;
