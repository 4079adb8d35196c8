package org.flexos.cli.explore;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.flexos.cli.Session;
import org.flexos.explore.search.Search;

/** Measured, pruned and left, with the time to go; on a terminal only. */
public final class ExploreBar implements AutoCloseable {
  private final ProgressBar bar;
  private Search.Progress last = new Search.Progress(false, 0, 0, 0);

  public ExploreBar(Session session) {
    bar =
        session.terminal() && !session.verbose()
            ? new ProgressBarBuilder()
                .setTaskName("exploring")
                .setUpdateIntervalMillis(200)
                .setMaxRenderedLength(110)
                .build()
            : null;
  }

  void update(Search.Progress progress) {
    last = progress;
    if (bar != null) {
      bar.maxHint(progress.measured() + progress.pruned() + progress.left());
      bar.stepTo(progress.measured() + progress.pruned());
      bar.setExtraMessage(text(progress));
    }
  }

  /** What is known so far, for the last words of an interrupted run. */
  public Search.Progress last() {
    return last;
  }

  static String text(Search.Progress p) {
    return (p.confirming() ? "confirming, " : "")
        + p.measured()
        + " measured, "
        + p.pruned()
        + " pruned, "
        + p.left()
        + " left";
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
