package io.querycast.faults;

import java.time.Duration;

/**
 * How fast everything goes: the nodes' settings, and how patient clients are.
 *
 * @param snapshotInterval of the nodes
 * @param quietAfter of the nodes
 * @param sweepInterval of the nodes
 * @param lease of the nodes
 * @param answer how long a client waits for an answer
 * @param longestRest the longest that a client rests between two tries
 * @param outOfService until the load balancer sends nobody to a dead node any more
 * @param recovery from the end of an outage until calls that it caught are over or repeated
 * @param refresh how often a watched question is run
 * @param slack how much later this machine may do things than planned: garbage collection, a busy
 *     processor
 */
record Pace(
    Duration snapshotInterval,
    Duration quietAfter,
    Duration sweepInterval,
    Duration lease,
    Duration answer,
    Duration longestRest,
    Duration outOfService,
    Duration recovery,
    Duration refresh,
    Duration slack) {

  /** A tab that hears nothing for this long considers its socket dead, as the page does. */
  Duration silence() {
    return snapshotInterval.multipliedBy(12).dividedBy(5);
  }

  /** A tab asks if nothing is said of an open job for this long, as the page does. */
  Duration quiet() {
    return snapshotInterval.multipliedBy(28).dividedBy(25);
  }

  /**
   * A tab at a gateway says something after this time, for the gateway closes a socket on which
   * nothing was said as long as {@link #silence}.
   */
  Duration heartbeat() {
    return silence().multipliedBy(9).dividedBy(10);
  }

  /** A gateway closes a socket that is older than this. */
  Duration life() {
    return snapshotInterval.multipliedBy(6);
  }

  /**
   * How long before that, or before the end of its session, a tab at a gateway opens the next
   * socket: long enough for a second try after one at a node that has just died.
   */
  Duration headStart() {
    return answer.plus(outOfService);
  }

  /** A call of the gateway's may take this long, and the socket opens only after that. */
  Duration opening() {
    return answer.multipliedBy(2);
  }

  /** How often somebody looks at a tab. It then asks, if a gateway holds its socket. */
  Duration seen() {
    return snapshotInterval.multipliedBy(11);
  }

  /**
   * The tab that asked has been told within this time after the statement's end, by its socket or
   * because it asked again:
   *
   * <pre>
   *   quiet-after + sweep-interval + lease      the event is lost, and the sweeper whose job it was
   *                                             is dead: another one learns of the end
   * + snapshot-interval                         the push is lost: the next snapshot tells, or the
   *                                             tab asks, which takes less than both lines
   * + 12/5 snapshot-interval                    the socket is dead, and the tab notices
   * + out-of-service + longest rest             it comes back to a node that lives
   * + 2 answers                                 a session, then a socket with its first snapshot
   * + slack
   * </pre>
   *
   * <p>An outage (throttling, errors, a node or a network that stands still) stops this clock until
   * {@link #recovery} after its end.
   */
  Duration bound() {
    return quietAfter
        .plus(sweepInterval)
        .plus(lease)
        .plus(snapshotInterval)
        .plus(silence())
        .plus(outOfService)
        .plus(longestRest)
        .plus(answer.multipliedBy(2))
        .plus(slack);
  }

  /**
   * The other tabs of the user have been told within this time. If the hint of a job is lost, their
   * node knows nothing of it, and they do not ask: the snapshot that comes after twelve intervals
   * at the latest tells. At a gateway they ask when they are seen again.
   */
  Duration boundElsewhere() {
    return bound().plus(seen());
  }

  /**
   * Whoever watches and is connected has heard an answer within this time that was begun after it:
   *
   * <pre>
   *   10 s                                      a node died before the run was stored, and another
   *                                             one stores it
   * + 2 refreshes                               the run before it goes on, and then the pause
   * + bound                                     the run ends as a job does, and the client asks
   * </pre>
   */
  Duration boundOfAnswers() {
    return Duration.ofSeconds(10).plus(refresh().multipliedBy(2)).plus(bound());
  }

  /** The same for a machine that is so many times slower. */
  Pace times(int slower) {
    return new Pace(
        snapshotInterval.multipliedBy(slower),
        quietAfter.multipliedBy(slower),
        sweepInterval.multipliedBy(slower),
        lease.multipliedBy(slower),
        answer.multipliedBy(slower),
        longestRest.multipliedBy(slower),
        outOfService.multipliedBy(slower),
        recovery.multipliedBy(slower),
        refresh.multipliedBy(slower),
        slack.multipliedBy(slower));
  }
}
