/**
 * COPY and UNLOAD: files of the local S3 into tables of the warehouse, and results of queries into
 * files. {@link io.querycast.local.copy.Transfers} is the way in.
 */
package io.querycast.local.copy;
