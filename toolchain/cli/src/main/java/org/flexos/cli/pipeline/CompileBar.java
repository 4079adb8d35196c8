package org.flexos.cli.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.flexos.cli.Session;
import org.flexos.latebind.compile.CompileProgress;

/** When there is much to do: a bar on a terminal, elsewhere one line. */
final class CompileBar implements CompileProgress, AutoCloseable {
  private static final int WORTH_SAYING = 20;

  /** Each unit is translated, then bound. */
  private static final int STEPS = 2;

  private final Session session;
  private final AtomicInteger done = new AtomicInteger();
  private ProgressBar bar;

  CompileBar(Session session) {
    this.session = session;
  }

  @Override
  public void started(int units) {
    if (units < WORTH_SAYING) {
      return;
    }
    if (session.terminal() && !session.verbose()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("compiling")
              .setUnit(" units", STEPS)
              .setInitialMax((long) units * STEPS)
              .setUpdateIntervalMillis(200)
              .setMaxRenderedLength(100)
              .build();
    } else {
      session.say("compiling " + units + " units");
    }
  }

  @Override
  public void unitTranslated(String library, String unit) {
    step(library);
  }

  @Override
  public void unitDone(String library, String unit) {
    done.incrementAndGet();
    step(library);
  }

  private void step(String library) {
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
