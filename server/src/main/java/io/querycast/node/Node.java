package io.querycast.node;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.LeaveEvent;
import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * This running server among the others. It leases one inbox, gives signs of life, and sees which
 * others live.
 *
 * <p>Nodes do not compare clocks. A node counts as dead if its sign of life has not changed for the
 * time of a lease, measured on the clock of the node that looks. A node stops trusting its own
 * lease, measured on its own clock, no later than the others may stop trusting it.
 */
@Singleton
public class Node implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(Node.class.getName());

  /** The number of signs of life in the time of a lease: one of them may get lost. */
  private static final int BEATS = 4;

  /** DynamoDB reads this many leases for the price of one: a lease has about 120 bytes. */
  private static final int LEASES_IN_A_READ = 34;

  private final LeaseStore store;
  private final Settings settings;
  private final Threads threads;
  private final NanoClock ticks;
  private final Event<LeaseTaken> taken;
  private final String id = UUID.randomUUID().toString();

  /** When this node first saw the others' latest signs of life. */
  private final Map<Integer, Seen> seen = new HashMap<>();

  private record Seen(LeaseStore.Held held, long nanos) {}

  /** The inbox that this node holds, and until when that is certain. */
  private record Mine(Lease lease, long untilNanos) {}

  private volatile Mine mine;
  private volatile List<LeaseStore.Held> living = List.of();
  private volatile String trouble = "The node has just started.";
  private volatile boolean isLeaving;
  private volatile boolean stopped;
  private ScheduledFuture<?> beats;

  /** How many more beats pass without a look at the others. */
  private int beatsToSkip;

  @Inject
  Node(
      LeaseStore store,
      Settings settings,
      Threads threads,
      NanoClock ticks,
      Event<LeaseTaken> taken) {
    this.store = store;
    this.settings = settings;
    this.threads = threads;
    this.ticks = ticks;
    this.taken = taken;
  }

  void start(@Observes StartEvent starting) {
    long every = settings.lease().toMillis() / BEATS;
    // Nodes that were started together must not all look at the same moment.
    long first = ThreadLocalRandom.current().nextLong(every / 4 + 1);
    beats =
        threads.scheduler().scheduleWithFixedDelay(this::beat, first, every, TimeUnit.MILLISECONDS);
  }

  /** Clients go elsewhere. The node keeps its inbox and does its share of the common work. */
  void leave(@Observes @Priority(LeaveEvent.FIRST) LeaveEvent leaving) {
    isLeaving = true;
  }

  /** Whether the node leaves: a client that waits for something here should wait elsewhere. */
  public boolean isLeaving() {
    return isLeaving;
  }

  /** Gives the inbox back. */
  synchronized void stop(@Observes @Priority(StopEvent.LAST) StopEvent stopping) {
    stopped = true;
    if (beats != null) {
      beats.cancel(false);
    }
    Mine held = mine;
    mine = null;
    if (held != null) {
      try {
        store.release(held.lease(), id);
      } catch (RuntimeException e) {
        LOG.log(
            Level.FINE,
            "The inbox could not be given back: other nodes can take it after querycast.lease.",
            e);
      }
    }
  }

  /** The inbox that certainly belongs to this node at this moment. */
  public Optional<Lease> lease() {
    return Optional.ofNullable(mine)
        .filter(held -> held.untilNanos() - ticks.nanos() > 0)
        .map(Mine::lease);
  }

  /** The leases of the other living nodes that hold sockets, as far as this node knows. */
  public Set<Lease> othersWithSockets() {
    return others(held -> !held.isAtGateway());
  }

  /**
   * The leases of the other living nodes whose sockets API Gateway holds. While the door is changed
   * there are nodes of both kinds.
   */
  public Set<Lease> othersAtGateway() {
    return others(LeaseStore.Held::isAtGateway);
  }

  private Set<Lease> others(Predicate<LeaseStore.Held> which) {
    int own = lease().map(Lease::inbox).orElse(-1);
    return living.stream()
        .filter(which)
        .map(LeaseStore.Held::lease)
        .filter(each -> each.inbox() != own)
        .collect(Collectors.toSet());
  }

  /** How many nodes live, as far as this node knows: one at least. */
  public int living() {
    return Math.max(1, living.size());
  }

  /**
   * Whether a part of the common work belongs to this node. The living nodes share the parts
   * evenly. Shortly after a node has come or gone, a part may belong to no node or to two.
   */
  public boolean isMine(int part) {
    List<Lease> all = living.stream().map(LeaseStore.Held::lease).toList();
    int place = lease().map(all::indexOf).orElse(-1);
    return place >= 0 && part % all.size() == place;
  }

  /** Why the node is not ready for work; empty if it is. */
  Optional<String> advice() {
    if (isLeaving) {
      return Optional.of("The node leaves: nothing is wrong.");
    }
    return lease().isPresent() ? Optional.empty() : Optional.of(trouble);
  }

  /** Ready if it holds an inbox. */
  @Override
  public Health health() {
    return new Health("inbox", advice());
  }

  /** Gives a sign of life, looks at the others, and takes an inbox if it has none. */
  synchronized void beat() {
    if (stopped) {
      return;
    }
    try {
      long now = ticks.nanos();
      Mine held = mine;
      if (held != null) {
        if (store.beat(held.lease(), id)) {
          mine = new Mine(held.lease(), now + settings.lease().toNanos());
        } else {
          mine = null;
          say(
              "Another node has taken this node's inbox, because this node was silent longer than"
                  + " querycast.lease: check its memory and processor.");
        }
      }
      beatsToSkip--;
      if (mine == null || beatsToSkip < 0) {
        look();
      }
      if (mine == null) {
        take();
      }
    } catch (RuntimeException e) {
      // An exception that is thrown out of here would end the beats for good.
      say("The leases can't be read or written: check querycast.table and the server's role.");
    }
  }

  /** Notes which nodes have given a sign of life since the last look. */
  private void look() {
    long now = ticks.nanos();
    List<LeaseStore.Held> all = store.all();
    seen.keySet()
        .retainAll(all.stream().map(held -> held.lease().inbox()).collect(Collectors.toSet()));
    for (LeaseStore.Held held : all) {
      seen.compute(
          held.lease().inbox(),
          (inbox, last) -> last != null && last.held().equals(held) ? last : new Seen(held, now));
    }
    List<LeaseStore.Held> alive =
        all.stream().filter(held -> !held.node().isEmpty() && !isDead(held, now)).toList();
    living = alive;
    boolean isOneSilent =
        alive.stream().anyMatch(held -> seen.get(held.lease().inbox()).nanos() != now);
    beatsToSkip = isOneSilent ? 0 : beatsToSkip(all.size());
  }

  /** A long list is read less often, so that a node does not cost more with each other node. */
  private static int beatsToSkip(int leases) {
    return Math.max(0, leases - 1) / LEASES_IN_A_READ;
  }

  private boolean isDead(LeaseStore.Held held, long now) {
    return now - seen.get(held.lease().inbox()).nanos() > settings.lease().toNanos();
  }

  /** Takes an inbox that no node holds, or whose node is dead. */
  private void take() {
    long now = ticks.nanos();
    List<Integer> inboxes =
        new ArrayList<>(IntStream.range(0, settings.inboxes()).boxed().toList());
    Collections.shuffle(inboxes, ThreadLocalRandom.current());
    for (int inbox : inboxes) {
      Optional<LeaseStore.Held> known = Optional.ofNullable(seen.get(inbox)).map(Seen::held);
      if (known.isPresent() && !known.get().node().isEmpty() && !isDead(known.get(), now)) {
        continue;
      }
      Optional<Lease> lease = store.take(inbox, known, id, settings.isAtGateway());
      if (lease.isPresent()) {
        mine = new Mine(lease.get(), now + settings.lease().toNanos());
        trouble =
            "The node could not renew its lease in time: check its processor and querycast.lease.";
        look();
        LOG.log(Level.INFO, "This node''s inbox is {0}.", settings.inboxQueue(inbox));
        taken.fire(new LeaseTaken(lease.get()));
        return;
      }
    }
    say(
        "Other nodes hold all %d inboxes: create more queues and raise querycast.inboxes, or stop a node."
            .formatted(settings.inboxes()));
  }

  /** Logged once: a problem is one event, even if it is noticed many times. */
  private void say(String what) {
    LOG.log(
        what.equals(trouble) ? Level.FINE : Level.WARNING, "Not ready, trying again: {0}", what);
    trouble = what;
  }
}
