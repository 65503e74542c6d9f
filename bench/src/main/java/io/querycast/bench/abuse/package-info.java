/** What one client that takes all it can costs the others. */
package io.querycast.bench.abuse;
