/** What it costs that Liberty does not remember who answers which path. */
package io.querycast.bench.paths;
