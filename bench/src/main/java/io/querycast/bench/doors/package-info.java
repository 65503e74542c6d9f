/** What it costs the server to tell a step of a job, with each door. */
package io.querycast.bench.doors;
