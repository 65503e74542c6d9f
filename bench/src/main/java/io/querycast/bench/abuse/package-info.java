/** What one client with as many requests as possible costs the others. */
package io.querycast.bench.abuse;
