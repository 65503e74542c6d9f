/**
 * EventBridge on a laptop: rules on one bus, and delivery to SQS.
 *
 * <p>In: operations from the front, events of the Redshift Data API, faults. Out: messages through
 * {@link io.querycast.local.events.Queues}.
 */
package io.querycast.local.events;
