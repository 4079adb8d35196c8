package org.flexos.cli.explore;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A guest's console that somebody waits at. */
final class WatchedConsole extends OutputStream {
  private static final long LOOK_MS = 20;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Override
  public void write(int b) {
    said.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    said.write(bytes, from, count);
  }

  String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /**
   * Waits until the guest has said it, has ended, or the limit is over.
   *
   * @return whether it has said it
   */
  boolean await(Pattern words, BooleanSupplier ended, Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    while (!words.matcher(text()).find()) {
      if (ended.getAsBoolean() || System.nanoTime() > until) {
        // Its last words may have come in between.
        return words.matcher(text()).find();
      }
      Thread.sleep(LOOK_MS);
    }
    return true;
  }
}
