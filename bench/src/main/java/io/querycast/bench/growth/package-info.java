/** How cost grows: with the rows of a result, and with the people who ask. */
package io.querycast.bench.growth;
