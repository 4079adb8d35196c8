package org.flexos.cli.bench;

import org.flexos.cli.Session;

/** What an exploration spends beyond running guests. */
public final class ExploreBench {
  private final Session session;

  public ExploreBench(Session session) {
    this.session = session;
  }

  public void run() {
    new ImagesBench(session).run();
  }
}
