/**
 * What large results, many at once and to a slow reader, cost the node and everybody else on it.
 */
package io.querycast.bench.bounded;
