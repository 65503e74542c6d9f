package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path folder;

  @Test
  void itBeginsEmptyAndLeavesNothing() throws Exception {
    Path beside = Files.writeString(folder.resolve("beside"), "kept");
    Path own = folder.resolve("own");
    Files.createDirectories(own.resolve("deep/er"));
    Files.writeString(own.resolve("deep/er/left"), "by an earlier run");
    try (Scratch scratch = Scratch.in(own)) {
      assertTrue(Files.isDirectory(scratch.folder()));
      assertFalse(Files.exists(own.resolve("deep")));
      Files.writeString(own.resolve("new"), "of this run");
    }
    assertFalse(Files.exists(own));
    assertTrue(Files.exists(beside));
  }
}
