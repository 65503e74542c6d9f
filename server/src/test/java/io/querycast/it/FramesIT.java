package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.push.FrameCorpus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Frames from clients: those of RFC 6455, and those that our page never sends. */
@ExtendWith(ArquillianExtension.class)
class FramesIT {
  private static final int USERS = 16;

  /** Many, because most cases only wait for the end of a connection. */
  private static final int AT_ONCE = 32;

  @Test
  void everyCaseIsAnsweredAsItShouldBe() throws Exception {
    FirstFailures failures = FirstFailures.untilNow();
    List<TestUser> users = Stream.generate(TestUser::signedIn).limit(USERS).toList();
    List<FrameCorpus.Case> cases = FrameCorpus.all();
    ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<String>> runs =
          IntStream.range(0, cases.size())
              .<Callable<String>>mapToObj(
                  i -> () -> run(cases.get(i), users.get(i % USERS), i % 2 == 0))
              .toList();
      List<String> wrong =
          executor.invokeAll(runs).stream()
              .map(FramesIT::result)
              .filter(x -> !x.isEmpty())
              .toList();
      assertEquals(List.of(), wrong);
      assertEquals(List.of(), failures.since(), "unexpected exceptions in the container");
    } finally {
      executor.shutdownNow();
    }
  }

  private static String result(Future<String> run) {
    try {
      return run.get();
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** What is wrong; empty if nothing is. */
  private static String run(FrameCorpus.Case each, TestUser user, boolean whole) {
    String at = "the handshake";
    try (RawSocket socket = RawSocket.of(user)) {
      at = "the first snapshot";
      socket.awaitMessage();
      at = "sending";
      socket.sendAsFarAsItGoes(
          each.sent(), whole || each.sent().length > 10_000 ? each.sent().length : 1);
      for (String expected : each.answers()) {
        at = expected;
        if (expected.equals("open")) {
          socket.send(FrameCorpus.frame("ping:there"));
          expected = "pong:" + "7468657265";
        }
        if (!expected.equals("waits")) {
          String answer = socket.next();
          if (!answer.equals(expected)) {
            return each.name() + ": " + answer + " instead of " + expected;
          }
        }
        if (expected.startsWith("close:")) {
          at = "the end";
          socket.answerClose();
          socket.awaitEnd();
        }
      }
      return "";
    } catch (IOException e) {
      return each.name() + ": at " + at + ": " + e;
    }
  }
}
