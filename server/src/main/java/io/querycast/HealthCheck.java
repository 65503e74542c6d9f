package io.querycast;

/** Something that a node needs before it gets new work. Every bean of this type is asked. */
public interface HealthCheck {
  /** Checks within seconds, and never throws because of what it finds. */
  Health health();
}
