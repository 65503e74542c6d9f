/** How the cost grows with the rows of a result and with the number of users. */
package io.querycast.bench.growth;
