package org.flexos.cli.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.flexos.cli.Session;
import org.flexos.latebind.compile.CompileProgress;

/** A bar on a terminal; elsewhere one line, and only when there is much to do. */
final class CompileBar implements CompileProgress, AutoCloseable {
  private static final int WORTH_A_LINE = 20;

  private final Session session;
  private final AtomicInteger done = new AtomicInteger();
  private ProgressBar bar;

  CompileBar(Session session) {
    this.session = session;
  }

  @Override
  public void started(int units) {
    if (session.terminal() && !session.verbose()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("compiling")
              .setUnit(" units", 1)
              .setInitialMax(units)
              .setUpdateIntervalMillis(200)
              .setMaxRenderedLength(100)
              .build();
    } else if (units >= WORTH_A_LINE) {
      session.say("compiling " + units + " units");
    }
  }

  @Override
  public void unitDone(String library, String unit) {
    done.incrementAndGet();
    if (bar != null) {
      bar.setExtraMessage(library);
      bar.step();
    }
  }

  int units() {
    return done.get();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
