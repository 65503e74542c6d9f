/**
 * From a page of the Data API to rows for a browser: by passing the bytes through, by the SDK's
 * objects, and by our code.
 */
package io.querycast.bench.page;
