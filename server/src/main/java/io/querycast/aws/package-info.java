/**
 * AWS as all packages use it.
 *
 * <p>In: the settings. Out: the SDK's clients, the messages of a queue, the items of the one table,
 * and whether this machine's clock agrees with AWS's.
 */
package io.querycast.aws;
