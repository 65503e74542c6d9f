package io.querycast;

/** Something without which a node should be given no new work: every bean of this kind is asked. */
public interface HealthCheck {
  /** Looks, within seconds, and never throws for what it finds. */
  Health health();
}
