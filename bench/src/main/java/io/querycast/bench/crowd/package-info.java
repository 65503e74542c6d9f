/**
 * A thousand people who open the same five questions. In: a server and its cloud, with the quotas
 * of an AWS account. Out: what that costs, and how soon they see rows, with sharing and without,
 * and beside pages that poll.
 */
package io.querycast.bench.crowd;
