package io.querycast.rest;

import io.querycast.rest.TcpConnection.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Connections that a test opens by name. A connection that is broken off is gone, as in Liberty.
 */
final class FakeConnections implements TcpConnections {
  private final Map<String, TcpConnection> open = new LinkedHashMap<>();
  private final List<String> cut = new ArrayList<>();
  private boolean isEnding;

  void head(String name, int requests) {
    put(name, Phase.HEAD, requests, 0, false);
  }

  void body(String name) {
    put(name, Phase.BODY, 1, 0, false);
  }

  /** An answer whose thread waits for the reader. */
  void answer(String name, long moved) {
    put(name, Phase.ANSWER, 1, moved, true);
  }

  void put(String name, Phase phase, int requests, long moved, boolean holdsThread) {
    open.put(name, new TcpConnection(name, phase, requests, moved, holdsThread, () -> cut(name)));
  }

  private void cut(String name) {
    open.remove(name);
    cut.add(name);
  }

  void close(String name) {
    open.remove(name);
  }

  void end() {
    isEnding = true;
  }

  /** The connections that were broken off, in order. */
  List<String> cut() {
    return cut;
  }

  @Override
  public List<TcpConnection> all(Predicate<Phase> wanted) {
    return open.values().stream().filter(each -> wanted.test(each.phase())).toList();
  }

  @Override
  public boolean isEnding() {
    return isEnding;
  }
}
