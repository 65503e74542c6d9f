package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FramesTest {
  private static final int PONG = 10;
  private static final int CLOSE = 8;
  private static final int AS_MANY_AS_AUTOBAHN = 250;

  private final Frames frames = new Frames(false);
  private final List<String> heard = new ArrayList<>();

  private final Frames.Taker taker =
      new Frames.Taker() {
        @Override
        public void ping(byte[] payload) {
          heard.add(FrameCorpus.answer(PONG, payload));
        }

        @Override
        public void pong() {
          // A pong needs no answer.
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

  /** Stops after the first close, because a client would see nothing behind it. */
  private static List<String> answers(byte[] sent, int size) {
    FramesTest test = new FramesTest();
    for (int at = 0; at < sent.length; at += Math.min(size, sent.length)) {
      int length = Math.min(size, sent.length - at);
      byte[] part = new byte[length];
      ByteBuffer.wrap(sent, at, length).get(part);
      test.frames.read(part, test.taker);
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
  void thereAreAsManyCasesAsInOtherCorpora() {
    List<FrameCorpus.Case> all = FrameCorpus.all();

    assertTrue(all.size() >= AS_MANY_AS_AUTOBAHN, "only " + all.size());
    assertEquals(all.size(), all.stream().map(FrameCorpus.Case::name).distinct().count());
  }

  @Test
  void theClientsCloseIsFoundAfterAllItsOtherFrames() {
    frames.read(FrameCorpus.frame("text-more:x"), taker);
    for (int i = 0; i < 100_000; i++) {
      frames.read(FrameCorpus.frame("cont-more:x"), taker);
    }
    frames.read(FrameCorpus.frame("binary:x*70000"), taker);
    frames.read(FrameCorpus.frame("close:4999"), taker);
    frames.read(FrameCorpus.frame("close:4999"), taker);

    assertEquals(List.of("close:4403", "close:1000"), heard);
  }

  @Test
  void anyBytesAreReadHoweverTheyAreSplit() {
    Random random = new Random(17);
    byte[] start = {(byte) 0x81, (byte) 0x82, (byte) 0x88, (byte) 0x89, (byte) 0x8A, 1, 0};
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(400)];
      random.nextBytes(bytes);
      bytes[0] = start[random.nextInt(start.length)];
      if (bytes.length > 1) {
        bytes[1] |= (byte) 0x80;
      }

      List<String> whole = answers(bytes, bytes.length);

      assertEquals(whole, answers(bytes, 1 + random.nextInt(bytes.length)), "case " + i);
    }
  }

  @Test
  void whereMessagesMayBeCompressedOnlyTheFirstFrameOfAMessageHasTheMark() {
    assertEquals(List.of("close:4403"), heard(new Frames(true), 0xC1), "a compressed text");
    assertEquals(List.of("close:4403"), heard(new Frames(true), 0x42), "a part of bytes");
    for (int start : new int[] {0xC0, 0xC8, 0xC9, 0xCA, 0xA1, 0x91, 0xE1}) {
      assertEquals(List.of("close:1002"), heard(new Frames(true), start), () -> "byte " + start);
    }
    assertEquals(List.of("close:1002"), heard(new Frames(false), 0xC1), "where they may not");
  }

  private List<String> heard(Frames these, int start) {
    heard.clear();
    these.read(new byte[] {(byte) start, (byte) 0x81, 0, 0, 0, 0, 0}, taker);
    return List.copyOf(heard);
  }
}
