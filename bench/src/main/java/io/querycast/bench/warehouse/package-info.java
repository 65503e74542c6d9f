/** The laptop's warehouse alone: how soon it is ready, how fast it answers, what it holds. */
package io.querycast.bench.warehouse;
