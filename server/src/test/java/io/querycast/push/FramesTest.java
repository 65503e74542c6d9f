package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FramesTest {
  private static final int PONG = 10;
  private static final int CLOSE = 8;
  private static final int AS_MANY_AS_AUTOBAHN = 250;

  private final Frames frames = new Frames();
  private final List<String> heard = new ArrayList<>();

  private final Frames.Taker taker =
      new Frames.Taker() {
        @Override
        public void ping(byte[] payload) {
          heard.add(FrameCorpus.answer(PONG, payload));
        }

        @Override
        public void pong() {
          // Needs no answer.
        }

        @Override
        public void close(byte[] payload) {
          heard.add(payload.length == 0 ? "close:1000" : FrameCorpus.answer(CLOSE, payload));
        }

        @Override
        public void fault(CloseCode code) {
          heard.add("close:" + code.getCode());
        }
      };

  @TestFactory
  Stream<DynamicTest> everyCaseIsHeardAsItShouldBeHoweverItIsCut() {
    return FrameCorpus.all().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      for (int size : new int[] {Integer.MAX_VALUE, 1, 2, 3, 7}) {
                        assertEquals(
                            each.answers().stream().filter(answer -> answer.contains(":")).toList(),
                            answers(each.sent(), size),
                            "in parts of " + size);
                      }
                    }));
  }

  /** After the first close comes nothing that a client would see. */
  private static List<String> answers(byte[] sent, int size) {
    FramesTest test = new FramesTest();
    for (int at = 0; at < sent.length; at += size) {
      int length = Math.min(size, sent.length - at);
      byte[] part = new byte[length];
      ByteBuffer.wrap(sent, at, length).get(part);
      test.frames.read(part, test.taker);
      if (size == Integer.MAX_VALUE) {
        break;
      }
    }
    List<String> answers = new ArrayList<>();
    for (String each : test.heard) {
      answers.add(each);
      if (each.startsWith("close:")) {
        break;
      }
    }
    return answers;
  }

  @Test
  void thereAreAsManyCasesAsOthersHave() {
    List<FrameCorpus.Case> all = FrameCorpus.all();

    assertTrue(all.size() >= AS_MANY_AS_AUTOBAHN, "only " + all.size());
    assertEquals(all.size(), all.stream().map(FrameCorpus.Case::name).distinct().count());
  }

  @Test
  void theClientsCloseIsFoundAfterAnythingElseThatItSaid() {
    frames.read(FrameCorpus.frame("text-more:x"), taker);
    for (int i = 0; i < 100_000; i++) {
      frames.read(FrameCorpus.frame("cont-more:x"), taker);
    }
    frames.read(FrameCorpus.frame("binary:x*70000"), taker);
    frames.read(FrameCorpus.frame("close:4999"), taker);
    frames.read(FrameCorpus.frame("close:4999"), taker);

    assertEquals(List.of("close:4403", "close:1000"), heard);
  }
}
