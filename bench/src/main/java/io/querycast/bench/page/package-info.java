/**
 * From a page of the Data API to rows on the wire: the bytes passed through, the SDK's objects, and
 * ours.
 */
package io.querycast.bench.page;
