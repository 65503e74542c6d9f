package io.querycast.warehouse;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Threads;

/** Shared pages for tests that are not about them. */
final class Pages {
  private Pages() {}

  /** Pages that are never forgotten, because no time passes. */
  static SharedPages shared() {
    return new SharedPages(new Threads(new DirectExecutor(), new FakeTimer()));
  }
}
