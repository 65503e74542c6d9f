package io.querycast.bench.abuse;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A client that sends one request again and again over several connections. On each, the next
 * request follows at once when the last is answered.
 */
final class Abuse implements AutoCloseable {
  private static final int REST_MILLIS = 5;

  private final List<Line> lines = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Integer> answers = new TreeMap<>();
  private volatile boolean over;

  Abuse(URI server, String request, int connections) {
    for (int i = 0; i < connections; i++) {
      Line line = new Line(server, request);
      lines.add(line);
      threads.add(new Thread(() -> go(line)));
    }
    threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
  }

  private void go(Line line) {
    while (!over) {
      try {
        count(Integer.toString(line.ask()));
      } catch (IOException e) {
        if (!over) {
          count("broken");
          rest();
        }
      }
    }
    line.close();
  }

  private synchronized void count(String answer) {
    answers.merge(answer, 1, Integer::sum);
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How often each status came. */
  synchronized String answers() {
    return answers.toString();
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    lines.forEach(Line::close);
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    }
  }
}
