package org.flexos.cli.bench.redis;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.flexos.cli.Session;

/** How far the measurement is: a bar on a terminal, nothing elsewhere. */
final class Progress implements AutoCloseable {
  private final ProgressBar bar;

  /**
   * @param steps calls of {@link #next} that will come
   */
  Progress(Session session, int steps) {
    bar =
        session.terminal() && !session.verbose()
            ? new ProgressBarBuilder()
                .setTaskName("measuring")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(200)
                .setMaxRenderedLength(110)
                .build()
            : null;
  }

  void next(String what) {
    if (bar != null) {
      bar.setExtraMessage(what);
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
