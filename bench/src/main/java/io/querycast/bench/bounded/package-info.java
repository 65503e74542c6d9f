/**
 * What many large results at once, one of them to a slow reader, cost the node and all others on
 * it.
 */
package io.querycast.bench.bounded;
