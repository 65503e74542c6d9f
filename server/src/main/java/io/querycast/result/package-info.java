/**
 * Gives results out.
 *
 * <p>In: a finished job of the user who asks. Out: its rows by the page, or all of them as CSV or
 * NDJSON, with a limit on how many go out at once; and addresses that open a whole result once.
 */
package io.querycast.result;
