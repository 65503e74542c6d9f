package io.querycast.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartWarningsTest {
  private final List<String> said = new ArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord each) {
          said.add(each.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  static List<String> names() {
    return StartWarnings.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void warningsAreHiddenAtFirstAndErrorsNever(String name) throws Exception {
    Logger logger = Logger.getLogger(Class.forName(name).getName());
    logger.setUseParentHandlers(false);
    logger.addHandler(ear);
    try {
      StartWarnings.hide();
      logger.warning("not yet");
      logger.severe("worse");
      StartWarnings.show();
      logger.warning("now");
    } finally {
      StartWarnings.show();
      logger.removeHandler(ear);
      logger.setUseParentHandlers(true);
    }

    assertEquals(List.of("worse", "now"), said);
  }
}
